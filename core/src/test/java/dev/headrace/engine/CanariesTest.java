package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.pipeline.FilePattern;
import dev.headrace.store.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanariesTest {
  private static final String CANARY = Canaries.name("0123456789abcdef0123456789abcdef");

  private Instant now = Instant.parse("2001-05-15T04:15:00Z");
  private final InMemoryObjectStore control = new InMemoryObjectStore(() -> now);
  private final Canaries canaries = new Canaries(control, () -> now);

  @Test
  void whoSawItSaysSoOnce() {
    canaries.answer("arrival", "landing", CANARY, 7);
    now = now.plusSeconds(1);
    canaries.answer("arrival", "landing", CANARY, 7);

    assertThat(canaries.find("arrival", CANARY).map(Canaries.Kept::seen))
        .contains(
            new Canaries.Seen(
                "landing", CANARY, 7, "arrival", Instant.parse("2001-05-15T04:15:00Z")));
    assertThat(canaries.find("advance", CANARY)).isEmpty();
  }

  @Test
  void whatWasSaidIsRemovedAndRemovingNothingIsHarmless() {
    canaries.answer("arrival", "landing", CANARY, 7);

    canaries.remove("arrival", CANARY);
    canaries.remove("arrival", CANARY);

    assertThat(control.list("")).isEmpty();
  }

  @Test
  void onlyWhatIsOldIsSweptAway() {
    canaries.answer("arrival", "landing", CANARY, 7);
    now = now.plus(Duration.ofHours(2));
    canaries.answer("advance", "outcomes", CANARY, 8);

    canaries.sweep(now.minus(Duration.ofHours(1)));

    assertThat(canaries.find("arrival", CANARY)).isEmpty();
    assertThat(canaries.find("advance", CANARY)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flights/2001-05-15/a.csv",
        "_headrace/canary/",
        "_headrace/canary/../../control",
        "_headrace/canary/0123456789ABCDEF0123456789ABCDEF",
        "x/_headrace/canary/0123456789abcdef0123456789abcdef"
      })
  void otherNamesAreNone(String name) {
    assertThat(Canaries.isOne(name)).isFalse();
    assertThatThrownBy(() -> canaries.find("arrival", name)).hasMessage(name + " is no canary");
  }

  @Test
  void noInputCanHaveItsName() {
    assertThat(Canaries.PREFIX).startsWith(FilePattern.RESERVED);
    assertThat(FilePattern.isValid("gs://{landing}/_headrace/{interval}/*.csv")).isFalse();
  }
}
