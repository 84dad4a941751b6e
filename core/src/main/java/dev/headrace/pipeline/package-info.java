/** What a pipeline is: the compiled model of its YAML file. Imports only {@code json}. */
package dev.headrace.pipeline;
