/**
 * Reads a pipeline file and its folder into a compiled pipeline, and describes the file to editors
 * and people. Imports {@code pipeline}, {@code interval} and {@code json}.
 *
 * <p>One description of every key ({@link dev.headrace.definition.Key}, gathered in the {@code
 * …Keys} classes) drives the reader, the JSON Schema and the field reference.
 */
package dev.headrace.definition;
