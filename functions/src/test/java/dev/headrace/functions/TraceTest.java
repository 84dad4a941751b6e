package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void googlesHeaderNamesItBeforeASlash() {
    assertThat(Trace.of(Optional.of(ID + "/123;o=1"), Optional.empty())).contains(new Trace(ID));
    assertThat(Trace.of(Optional.of(ID), Optional.empty())).contains(new Trace(ID));
  }

  @Test
  void theStandardHeaderNamesItSecond() {
    assertThat(Trace.of(Optional.empty(), Optional.of("00-" + ID + "-00f067aa0ba902b7-01")))
        .contains(new Trace(ID));
  }

  @Test
  void whatIsNoIdIsNoTrace() {
    assertThat(Trace.of(Optional.of("x/1"), Optional.of("00-\n-1-1"))).isEmpty();
    assertThat(Trace.of(Optional.empty(), Optional.of("00"))).isEmpty();
    assertThat(Trace.of(Optional.empty(), Optional.empty())).isEmpty();
  }
}
