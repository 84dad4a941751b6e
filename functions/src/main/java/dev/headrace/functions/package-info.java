/** What runs as functions on Google Cloud: settings, wiring and entry points. */
package dev.headrace.functions;
