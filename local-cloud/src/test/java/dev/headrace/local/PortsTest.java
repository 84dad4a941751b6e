package dev.headrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir private Path folder;

  private static ServerSocket another(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  /** As a local cloud of an earlier version left them. */
  private Ports remembered() throws IOException {
    Ports ports = Ports.drawn();
    Files.writeString(
        folder.resolve("ports"), ports.toString().replaceAll("[^0-9]+", " ").strip() + "\n");
    return ports;
  }

  @Test
  void theFolderKeepsItsPortsWhileTheyAreFree() throws IOException {
    Ports before = remembered();

    assertThat(Ports.of(folder)).isEqualTo(before);
    assertThat(Ports.moves(folder)).isEmpty();
    assertThat(before.movedFrom(before)).isEmpty();
  }

  @Test
  void aPortThatAnotherProgramHasTakenIsReplacedAndTheOthersStay() throws IOException {
    Ports before = remembered();

    try (ServerSocket other = another(before.schedule())) {
      Ports now = Ports.of(folder);

      assertThat(now.schedule()).isNotEqualTo(other.getLocalPort());
      assertThat(now)
          .isEqualTo(
              new Ports(
                  before.api(),
                  now.schedule(),
                  before.arrival(),
                  before.advance(),
                  before.reconcile(),
                  before.console()));
      assertThat(Ports.wanted(folder)).isEqualTo(now);
      assertThat(Ports.moves(folder)).isEqualTo(Map.of(before.schedule(), now.schedule()));
      assertThat(now.movedFrom(before))
          .contains(
              "taken by other programs: port "
                  + before.schedule()
                  + "; the local cloud listens on "
                  + now.schedule()
                  + " instead");
    }
    // What moved once stays where it is: its address has been told.
    assertThat(Ports.of(folder)).isEqualTo(Ports.wanted(folder));
    assertThat(Ports.wanted(folder).schedule()).isNotEqualTo(before.schedule());
  }

  @Test
  void everyEarlierPortLeadsToTheOneOfNow() throws IOException {
    Ports first = remembered();
    Ports second = whileTaken(first.reconcile());
    Ports third = whileTaken(second.reconcile());

    assertThat(Ports.moves(folder))
        .isEqualTo(
            Map.of(first.reconcile(), third.reconcile(), second.reconcile(), third.reconcile()));
  }

  /** What the folder gets while another program listens there. */
  private Ports whileTaken(int port) throws IOException {
    ServerSocket other = another(port);
    try {
      return Ports.of(folder);
    } finally {
      other.close();
    }
  }
}
