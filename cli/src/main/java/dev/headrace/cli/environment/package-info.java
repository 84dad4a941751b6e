/** Where pipelines are deployed: the local cloud, or an entry of {@code headrace.yaml}. */
package dev.headrace.cli.environment;
