package dev.headrace.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * What shops land: small CSV files with some dirt in them. Of each {@value #LANDED} lines one has
 * no product, one an impossible quantity, and one a quantity that is no number.
 */
final class Orders {
  static final String HEADER = "order_id,shop,product,quantity,price";
  static final int LANDED = 20;
  static final int DIRTY = 3;

  private static final List<String> PRODUCTS = List.of("lamp", "chair", "table", "rug");

  private final Random random;
  private long last;

  Orders(Random random) {
    this.random = random;
  }

  /** The lines of a file after its header. */
  List<String> of(String shop) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LANDED - DIRTY; i++) {
      lines.add(order(shop, product(), 1 + random.nextInt(9)));
    }
    lines.add(order(shop, "", 1 + random.nextInt(9)));
    lines.add(order(shop, product(), 0));
    lines.add(order(shop, product(), "many"));
    java.util.Collections.shuffle(lines, random);
    return lines;
  }

  private String product() {
    return PRODUCTS.get(random.nextInt(PRODUCTS.size()));
  }

  private String order(String shop, String product, Object quantity) {
    last++;
    return String.format(
        Locale.ROOT,
        "%s-%d,%s,%s,%s,%d.%02d",
        shop,
        last,
        shop,
        product,
        quantity,
        1 + random.nextInt(500),
        random.nextInt(100));
  }

  /** The file as it lands. */
  static byte[] file(List<String> lines) {
    return zipped(HEADER, lines);
  }

  static byte[] zipped(String header, List<String> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write((header + "\n").getBytes(StandardCharsets.UTF_8));
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
