/** The port to the object store. Imports nothing of Headrace. */
package dev.headrace.store;
