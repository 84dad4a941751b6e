/**
 * Cloud Storage on a laptop: the rules of objects, generations and conditions, kept in one journal
 * and a folder of bytes, and the JSON API over them.
 */
package dev.headrace.local.storage;
