/** The whole state of a local cloud as one file or folder that can be carried elsewhere. */
package dev.headrace.local.archive;
