package dev.headrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service with a clock of its own: the JDK's server dates its answers by the machine's. */
class ClockCheckTest {
  private HttpServer service;

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private Finding look(InstantSource clock) {
    URI at = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
    Findings findings = new Findings();
    new ClockCheck(GoogleApis.at(at), "p", clock).look(findings);
    assertThat(findings.all()).hasSize(1);
    return findings.all().get(0);
  }

  private static InstantSource off(Duration by) {
    return () -> Instant.now().plus(by);
  }

  @Test
  void theSameTimeIsWell() {
    assertThat(look(InstantSource.system()).mark()).isEqualTo(Finding.Mark.OK);
    assertThat(look(off(Duration.ofSeconds(3))).mark()).isEqualTo(Finding.Mark.OK);
  }

  @Test
  void aMachineAheadIsTold() {
    Finding found = look(off(Duration.ofMinutes(10)));

    assertThat(found.mark()).isEqualTo(Finding.Mark.BAD);
    assertThat(found.found()).matches("this machine is (599|600|601) s ahead of Cloud Storage");
    assertThat(found.remedy()).contains("NTP");
  }

  @Test
  void aMachineBehindIsTold() {
    assertThat(look(off(Duration.ofMinutes(-10))).found())
        .matches("this machine is (599|600|601|602|603|604) s behind Cloud Storage");
  }

  @Test
  void aServiceThatIsNotThereHasNoTime() {
    stop();

    Finding found = look(InstantSource.system());

    assertThat(found.mark()).isEqualTo(Finding.Mark.UNSEEN);
    assertThat(found.found()).startsWith("Cloud Storage told no time: 127.0.0.1 does not answer");
  }
}
