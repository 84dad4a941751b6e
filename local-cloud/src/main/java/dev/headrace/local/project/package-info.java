/**
 * What a project has beside storage, jobs and schedules: enabled services, functions, event
 * triggers, roles and policies. Triggers act; the rest is kept and given back.
 */
package dev.headrace.local.project;
