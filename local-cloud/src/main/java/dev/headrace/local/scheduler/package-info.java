/** Cloud Scheduler's API over a clock that can be set and stepped; it really calls its targets. */
package dev.headrace.local.scheduler;
