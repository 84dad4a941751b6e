package dev.headrace.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of a {@link Column}, taken apart. */
public sealed interface ValueType {
  <R> R match(Cases<R> cases);

  /** A value without parts. */
  enum Simple implements ValueType {
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    DATE,
    TIMESTAMP,
    STRING,
    BINARY;

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.simple(this);
    }
  }

  /** A number of {@code precision} digits, {@code scale} of them after the point. */
  record Decimal(int precision, int scale) implements ValueType {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.decimal(this);
    }
  }

  /** Any number of values of one type. */
  record Repeated(ValueType element) implements ValueType {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.repeated(this);
    }
  }

  /** Values by keys. */
  record Keyed(ValueType key, ValueType value) implements ValueType {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.keyed(this);
    }
  }

  /** Named parts. */
  record Struct(List<Part> parts) implements ValueType {
    public Struct {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.struct(this);
    }
  }

  /** One part of a struct. */
  record Part(String name, ValueType type) {}

  /** One method per form. */
  interface Cases<R> {
    R simple(Simple type);

    R decimal(Decimal type);

    R repeated(Repeated type);

    R keyed(Keyed type);

    R struct(Struct type);
  }

  /**
   * Reads a type that the definition of a pipeline may have.
   *
   * @throws IllegalArgumentException for any other text
   */
  static ValueType parse(String type) {
    Matcher decimal =
        Pattern.compile("decimal(?:\\(([0-9]{1,2})(?:, ?([0-9]{1,2}))?\\))?").matcher(type);
    if (decimal.matches()) {
      return new Decimal(
          decimal.group(1) == null ? 10 : Integer.parseInt(decimal.group(1)),
          decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2)));
    }
    if (!type.endsWith(">")) {
      return simple(type);
    }
    int bracket = type.indexOf('<');
    List<String> inside = split(type.substring(bracket + 1, type.length() - 1));
    return switch (type.substring(0, bracket)) {
      case "array" -> new Repeated(parse(inside.get(0)));
      case "map" -> new Keyed(parse(inside.get(0)), parse(inside.get(1)));
      case "struct" -> new Struct(inside.stream().map(ValueType::part).toList());
      default -> throw new IllegalArgumentException("no type: " + type);
    };
  }

  private static Part part(String written) {
    int colon = written.indexOf(':');
    return new Part(written.substring(0, colon), parse(written.substring(colon + 1).strip()));
  }

  private static Simple simple(String type) {
    return switch (type) {
      case "tinyint" -> Simple.BYTE;
      case "smallint" -> Simple.SHORT;
      case "integer" -> Simple.INT;
      case "bigint" -> Simple.LONG;
      case "real" -> Simple.FLOAT;
      default -> Simple.valueOf(type.toUpperCase(Locale.ROOT));
    };
  }

  /** The parts between the commas that stand in no brackets. */
  private static List<String> split(String content) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(content.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(content.substring(begin).strip());
    return parts;
  }
}
