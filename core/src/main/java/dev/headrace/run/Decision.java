package dev.headrace.run;

/**
 * What an event makes of a run.
 *
 * @param nextRun equal to the run before when the event changes nothing
 * @param reason in words, also when nothing changes
 */
public record Decision(Run nextRun, String reason) {}
