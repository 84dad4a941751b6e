/** Puts a pipeline in force: the same steps on this machine and on Google Cloud. */
package dev.headrace.cli.deploy;
