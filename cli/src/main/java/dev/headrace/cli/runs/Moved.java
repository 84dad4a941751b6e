package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.run.Run;

/** A run after a command on it, as {@code --json} prints it. */
record Moved(String pipeline, String interval, int epoch, String state, String text) {
  static Answer of(Run run, String text) {
    Moved moved =
        new Moved(
            run.pipeline().value(), run.interval().key(), run.epoch(), run.state().name(), text);
    Cell state = Look.state(run.state());
    return Answer.of(
        moved,
        terminal ->
            terminal.line(
                terminal.ink(Ink.STRONG, run.key().toString())
                    + "  "
                    + terminal.ink(state.ink(), state.text())
                    + "  "
                    + text));
  }

  /** Who sits at this machine, for the history of the run. */
  static String person() {
    return System.getProperty("user.name", "somebody");
  }
}
