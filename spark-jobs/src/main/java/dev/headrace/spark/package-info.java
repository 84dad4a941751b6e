/**
 * What runs on Spark for one attempt of one stage. Imports the job contract of {@code core}, Spark
 * and Delta; no cloud client: the lake is reached through Hadoop's file system alone.
 */
package dev.headrace.spark;
