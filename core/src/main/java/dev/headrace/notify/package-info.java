/** The port to people who have to be told. Imports {@code json}, {@code pipeline}, {@code run}. */
package dev.headrace.notify;
