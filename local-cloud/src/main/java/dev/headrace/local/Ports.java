package dev.headrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The ports of a local cloud, kept with its folder: schedules name the functions by address, so a
 * restart must find them where they were.
 */
public record Ports(int api, int schedule, int arrival, int advance, int reconcile, int console) {
  private static final Ports USUAL = new Ports(4443, 8081, 8082, 8083, 8084, 8085);
  private static final String FILE = "ports";

  /** The ports that the folder used before, else the usual ones, else free ones. */
  public static Ports of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      return parse(Files.readString(file));
    }
    Ports ports = USUAL.free() ? USUAL : drawn();
    Files.createDirectories(folder);
    Files.writeString(file, ports.text(), StandardCharsets.UTF_8);
    return ports;
  }

  private List<Integer> all() {
    return List.of(api, schedule, arrival, advance, reconcile, console);
  }

  private String text() {
    return all().stream().map(String::valueOf).collect(Collectors.joining(" ")) + "\n";
  }

  private static Ports parse(String text) {
    int[] ports =
        text.trim()
            .lines()
            .flatMap(l -> List.of(l.split(" ", -1)).stream())
            .mapToInt(Integer::parseInt)
            .toArray();
    return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4], ports[5]);
  }

  /** Whether nobody listens on any of them. */
  private boolean free() {
    return all().stream().allMatch(Ports::isFree);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** Ports that were free at the same moment. */
  public static Ports drawn() throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    try {
      int[] ports = new int[6];
      for (int i = 0; i < ports.length; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ports[i] = open.get(i).getLocalPort();
      }
      return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4], ports[5]);
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }
}
