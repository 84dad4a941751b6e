/** Canonical JSON and hashes. Imports nothing of Headrace. */
package dev.headrace.json;
