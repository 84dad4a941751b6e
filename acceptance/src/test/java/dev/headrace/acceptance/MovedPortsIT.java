package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.server.Installation;
import dev.headrace.local.LocalCloud;
import dev.headrace.local.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A local cloud that finds its ports taken when it is started again. */
class MovedPortsIT {
  private static final String JOBS =
      "/v1/projects/" + LocalCloud.PROJECT + "/locations/" + LocalCloud.REGION + "/jobs";

  @TempDir private Path home;

  @Test
  void whatWasDeployedGoesOnAtOtherPortsWithoutADeploy() throws Exception {
    Folders folders = Cloud.folders(home);
    Ports before = Ports.of(folders.local());
    String day;
    try (Cloud cloud = Cloud.start(home, "orders", UnaryOperator.identity(), before)) {
      day = cloud.nextDay();
    }

    try (Strangers strangers = Strangers.at(before.api(), before.schedule(), before.reconcile())) {
      Ports now = Ports.of(folders.local());
      assertThat(now.all()).doesNotContainAnyElementsOf(strangers.ports());
      try (LocalCloud again = Cloud.serve(folders, Installation.of(folders), now)) {
        LocalApi api = LocalApi.at(again.api());
        assertThat(targets(api))
            .isNotEmpty()
            .allMatch(
                uri -> uri.contains(":" + now.schedule()) || uri.contains(":" + now.reconcile()));

        api.jumpTo(Cloud.due(day).minus(Duration.ofMinutes(1)));
        api.advanceTo(Cloud.due(day));

        assertThat(api.list("control", "runs/orders/")).contains("runs/orders/" + day + ".json");
      }
    }
  }

  /** A port can be lost between the look at it and the moment it is used. */
  @Test
  void aFunctionWhosePortIsLostSaysSoAndLeavesNothingBehind() throws Exception {
    Folders folders = Cloud.folders(home);
    Ports ports = Ports.drawn();

    try (Strangers stranger = Strangers.at(ports.console())) {
      assertThat(stranger.ports()).containsExactly(ports.console());
      assertThatThrownBy(() -> Cloud.serve(folders, Installation.of(folders), ports))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "function console does not start: port "
                  + ports.console()
                  + " is taken by another program");
      assertThat(Ports.isFree(ports.schedule())).isTrue();
    }
    Cloud.serve(folders, Installation.of(folders), ports).close();
  }

  private static List<String> targets(LocalApi api) {
    List<String> targets = new ArrayList<>();
    for (JsonNode job : api.get(JOBS).path("jobs")) {
      targets.add(job.path("httpTarget").path("uri").asText());
    }
    return targets;
  }

  /** Other programs, which listen and answer nothing. */
  private record Strangers(List<ServerSocket> sockets) implements AutoCloseable {
    static Strangers at(int... ports) throws IOException {
      List<ServerSocket> sockets = new ArrayList<>();
      for (int port : ports) {
        sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      }
      return new Strangers(sockets);
    }

    List<Integer> ports() {
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    @Override
    public void close() throws IOException {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
