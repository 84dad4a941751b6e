package dev.headrace.cli.doctor;

import dev.headrace.cli.doctor.Finding.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is found, in the order in which it is looked at. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void ok(String what, String found) {
    all.add(new Finding(what, Mark.OK, found, ""));
  }

  void bad(String what, String found, String remedy) {
    all.add(new Finding(what, Mark.BAD, found, remedy));
  }

  void unseen(String what, String found, String remedy) {
    all.add(new Finding(what, Mark.UNSEEN, found, remedy));
  }

  /** All problems of one thing, or that it has none. */
  void add(String what, List<Problem> problems, String well) {
    problems.forEach(problem -> bad(what, problem.found(), problem.remedy()));
    if (problems.isEmpty()) {
      ok(what, well);
    }
  }

  /**
   * What an API answered, if it can be worked with; else what keeps it from that is noted.
   *
   * @param right the role that the caller lacks where it is refused
   */
  Optional<Reply> usable(String what, Reply reply, String right) {
    return usable(what, reply, right, "it does not exist", "Run \"terraform apply\" to make it.");
  }

  /** The same for what is missing in its own way. */
  Optional<Reply> usable(String what, Reply reply, String right, String missing, String remedy) {
    if (reply.ok()) {
      return Optional.of(reply);
    }
    if (reply.missing()) {
      bad(what, missing, remedy);
    } else if (reply.refused()) {
      unseen(
          what,
          "you may not look: " + reply.message(),
          "Ask for " + right + ", or let somebody look who has it.");
    } else {
      bad(what, "no usable answer: " + reply.message(), "Try again in a minute.");
    }
    return Optional.empty();
  }

  List<Finding> all() {
    return List.copyOf(all);
  }

  /** What is wrong with a thing, and what to do about it. */
  record Problem(String found, String remedy) {}
}
