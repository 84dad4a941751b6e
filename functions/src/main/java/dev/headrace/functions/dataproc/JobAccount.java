package dev.headrace.functions.dataproc;

import dev.headrace.json.Sha256;
import dev.headrace.pipeline.PipelineName;
import java.nio.charset.StandardCharsets;

/**
 * As whom a pipeline's jobs run. Pure.
 *
 * <p>Where the settings name an account with {@code {pipeline}} in it, each pipeline has its own.
 * Whoever creates the accounts derives the same names, so that one pipeline more changes no
 * setting.
 */
public final class JobAccount {
  private static final String PIPELINE = "{pipeline}";

  /** What Google allows for the part before the {@code @}. */
  private static final int LONGEST = 30;

  private static final int HASH = 8;

  private JobAccount() {}

  /** Whether each pipeline has an account of its own. */
  public static boolean isOfOnePipeline(String settings) {
    return settings.contains(PIPELINE);
  }

  /** The account for a pipeline: as much of its name as there is room for, and a hash of all. */
  public static String of(String settings, PipelineName pipeline) {
    if (!isOfOnePipeline(settings)) {
      return settings;
    }
    String name = pipeline.value();
    int others = settings.indexOf('@') - PIPELINE.length();
    int room = Math.min(name.length(), LONGEST - others - 1 - HASH);
    String hash = Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
    return settings.replace(PIPELINE, name.substring(0, room) + "-" + hash);
  }
}
