/**
 * The Google APIs that Headrace uses, on a laptop, and the functions beside them. Nothing that runs
 * on Google Cloud knows that this exists.
 */
package dev.headrace.local;
