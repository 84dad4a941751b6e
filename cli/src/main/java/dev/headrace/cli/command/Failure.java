package dev.headrace.cli.command;

/** Why a command cannot do what it was asked for: problem, reason, remedy. */
public final class Failure extends RuntimeException {
  private final ExitCode exit;
  private final String reason;
  private final String remedy;

  /**
   * @param problem what did not work
   * @param reason why; may be empty
   * @param remedy what to do about it
   */
  public Failure(ExitCode exit, String problem, String reason, String remedy) {
    super(problem);
    this.exit = exit;
    this.reason = reason;
    this.remedy = remedy;
  }

  public Failure(ExitCode exit, String problem, String reason, String remedy, Throwable cause) {
    super(problem, cause);
    this.exit = exit;
    this.reason = reason;
    this.remedy = remedy;
  }

  /** Something that was named does not exist. */
  public static Failure notFound(String problem, String remedy) {
    return new Failure(ExitCode.NOT_FOUND, problem, "", remedy);
  }

  /** The command line says something that cannot be. */
  public static Failure usage(String problem, String remedy) {
    return new Failure(ExitCode.USAGE, problem, "", remedy);
  }

  public ExitCode exit() {
    return exit;
  }

  public String problem() {
    return getMessage();
  }

  public String reason() {
    return reason;
  }

  public String remedy() {
    return remedy;
  }
}
