package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.pipeline.PipelineName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same names as terraform/names.tf derives: its tests have them too. */
class JobAccountTest {
  @ParameterizedTest
  @CsvSource({
    "headrace, flights, headrace-flights-c8cf489e",
    "headraceprod, flights, headraceprod-flights-c8cf489e",
    "headraceprod, a-pipeline-with-quite-a-long-name, headraceprod-a-pipeli-92591570",
  })
  void aPipelineHasItsOwnAccount(String installation, String pipeline, String account) {
    assertThat(
            JobAccount.of(
                installation + "-{pipeline}@p.iam.gserviceaccount.com", new PipelineName(pipeline)))
        .isEqualTo(account + "@p.iam.gserviceaccount.com");
  }

  @Test
  void orAllShareTheOneThatIsNamed() {
    assertThat(JobAccount.of("jobs@p.iam.gserviceaccount.com", new PipelineName("flights")))
        .isEqualTo("jobs@p.iam.gserviceaccount.com");
  }
}
