/** The schedules of the deployed pipelines as jobs of Cloud Scheduler. */
package dev.headrace.functions.scheduler;
