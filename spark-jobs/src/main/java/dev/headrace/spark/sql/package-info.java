/** The stage that runs one SQL query over its inputs. */
package dev.headrace.spark.sql;
