/** Commands on pipeline files: check them, say what they would do, put them in force. */
package dev.headrace.cli.pipelines;
