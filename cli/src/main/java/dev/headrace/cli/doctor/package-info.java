/** Checks a deployment as it stands on Google Cloud, through Google's interfaces alone. */
package dev.headrace.cli.doctor;
