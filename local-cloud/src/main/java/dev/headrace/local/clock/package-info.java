/** The one time that all services and the hosted functions share, and that tests can move. */
package dev.headrace.local.clock;
