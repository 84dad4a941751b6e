package dev.headrace.cli.command;

import dev.headrace.cli.terminal.Terminal;
import java.util.function.Consumer;

/**
 * What a command found, in both of its forms.
 *
 * @param json a value that {@code --json} prints: the same data as the text
 * @param text prints it for people
 */
public record Answer(ExitCode exit, Object json, Consumer<Terminal> text) {
  /** The command did what it was asked for. */
  public static Answer of(Object json, Consumer<Terminal> text) {
    return new Answer(ExitCode.OK, json, text);
  }
}
