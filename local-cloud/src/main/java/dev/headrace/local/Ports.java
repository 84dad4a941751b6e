package dev.headrace.local;

import dev.headrace.local.journal.WholeFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ports of a local cloud, kept with its folder: schedules name the functions by address, so a
 * restart finds them where they were, or knows from where they have moved.
 */
public record Ports(int api, int schedule, int arrival, int advance, int reconcile, int console) {
  private static final Ports USUAL = new Ports(4443, 8081, 8082, 8083, 8084, 8085);

  /** The ports of now in the first line, those of earlier times below, newest first. */
  private static final String FILE = "ports";

  /**
   * The ports that the folder used before, else the usual ones. One that another program has taken
   * is replaced by a free one; the others stay.
   */
  public static Ports of(Path folder) throws IOException {
    List<Ports> known = known(folder);
    Ports wanted = known.isEmpty() ? USUAL : known.get(0);
    Ports ports = wanted.besideOthers(known);
    if (!known.contains(ports)) {
      known.add(0, ports);
      Files.createDirectories(folder);
      WholeFile.replace(folder.resolve(FILE), text(known).getBytes(StandardCharsets.UTF_8));
    }
    return ports;
  }

  /** The ports that the folder used last, or the usual ones. */
  public static Ports wanted(Path folder) throws IOException {
    List<Ports> known = known(folder);
    return known.isEmpty() ? USUAL : known.get(0);
  }

  /** From each port that the folder used earlier to the one that serves the same now. */
  public static Map<Integer, Integer> moves(Path folder) throws IOException {
    List<Ports> known = known(folder);
    Map<Integer, Integer> moves = new TreeMap<>();
    for (Ports earlier : known) {
      for (int i = 0; i < earlier.all().size(); i++) {
        moves.putIfAbsent(earlier.all().get(i), known.get(0).all().get(i));
      }
    }
    moves.entrySet().removeIf(move -> move.getKey().equals(move.getValue()));
    return moves;
  }

  /** What a person should know who has used the earlier ones; nothing if they are the same. */
  public Optional<String> movedFrom(Ports earlier) {
    List<String> taken = new ArrayList<>();
    List<String> instead = new ArrayList<>();
    for (int i = 0; i < all().size(); i++) {
      if (!all().get(i).equals(earlier.all().get(i))) {
        taken.add(String.valueOf(earlier.all().get(i)));
        instead.add(String.valueOf(all().get(i)));
      }
    }
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "taken by other programs: port "
                + String.join(", ", taken)
                + "; the local cloud listens on "
                + String.join(", ", instead)
                + " instead");
  }

  /** All of them, in the order of the components. */
  public List<Integer> all() {
    return List.of(api, schedule, arrival, advance, reconcile, console);
  }

  private static List<Ports> known(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    List<Ports> known = new ArrayList<>();
    if (Files.exists(file)) {
      Files.readString(file).lines().map(Ports::parse).forEach(known::add);
    }
    return known;
  }

  private static String text(List<Ports> known) {
    return known.stream()
        .map(ports -> ports.all().stream().map(String::valueOf).collect(Collectors.joining(" ")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Ports parse(String line) {
    return of(List.of(line.strip().split(" ", -1)).stream().map(Integer::valueOf).toList());
  }

  private static Ports of(List<Integer> all) {
    return new Ports(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5));
  }

  /** Whether nobody listens there. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** An earlier port never comes back for another purpose: an old address would lead astray. */
  private Ports besideOthers(List<Ports> known) throws IOException {
    Set<Integer> earlier = new HashSet<>(all());
    known.forEach(ports -> earlier.addAll(ports.all()));
    List<Integer> ports = new ArrayList<>();
    try (Draw draw = new Draw(earlier)) {
      for (int port : all()) {
        ports.add(isFree(port) ? port : draw.next());
      }
    }
    return of(ports);
  }

  /** Ports that were free at the same moment. */
  public static Ports drawn() throws IOException {
    List<Integer> ports = new ArrayList<>();
    try (Draw draw = new Draw(Set.of())) {
      while (ports.size() < USUAL.all().size()) {
        ports.add(draw.next());
      }
    }
    return of(ports);
  }

  /** Holds what it has drawn until it is closed, so that it draws no port twice. */
  private static final class Draw implements AutoCloseable {
    private final Set<Integer> but;
    private final List<ServerSocket> held = new ArrayList<>();

    Draw(Set<Integer> but) {
      this.but = but;
    }

    int next() throws IOException {
      while (true) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        if (!but.contains(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
