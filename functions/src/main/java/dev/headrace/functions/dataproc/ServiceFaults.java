package dev.headrace.functions.dataproc;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells by Dataproc's words that a failure is the service's and not the job's. Pure. */
final class ServiceFaults {
  private static final Pattern WORDS =
      Pattern.compile(
          "quota|stockout|resource_pool_exhausted|resource_exhausted"
              + "|(insufficient|not have enough|not enough) [a-z ]*(resources|capacity|cpus)"
              + "|preempt|lost driver|driver (was |is )?lost|internal error|backend error"
              + "|service (is )?(currently )?unavailable"
              // Of clusters: an agent that went silent, and a cluster that went away.
              + "|task (was )?not acquired|heartbeats? (was |were )?(not received|lost|missed)"
              + "|cluster [^ ]*( (was|is|has been|is being))? ?(deleted|stopped|not running)");

  private ServiceFaults() {}

  static boolean areToldIn(String message) {
    return WORDS.matcher(message.toLowerCase(Locale.ROOT)).find();
  }
}
