package dev.headrace.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types that a column may have: those of Spark SQL that a Delta table holds everywhere. */
final class ColumnType {
  private static final Set<String> NUMBERS =
      Set.of(
          "tinyint",
          "byte",
          "smallint",
          "short",
          "int",
          "integer",
          "bigint",
          "long",
          "float",
          "real",
          "double");
  private static final List<String> SIMPLE =
      List.of(
          "boolean",
          "tinyint",
          "byte",
          "smallint",
          "short",
          "int",
          "integer",
          "bigint",
          "long",
          "float",
          "real",
          "double",
          "decimal",
          "date",
          "timestamp",
          "string",
          "binary");
  private static final Map<String, String> LIKEWISE =
      Map.of(
          "text", "string",
          "varchar", "string",
          "char", "string",
          "bool", "boolean",
          "number", "double",
          "numeric", "decimal",
          "datetime", "timestamp",
          "int64", "bigint",
          "float64", "double",
          "timestamp_ntz", "timestamp");
  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(([0-9]{1,2})(?:, ?([0-9]{1,2}))?\\)");
  private static final int LONGEST = 500;
  private static final Pattern FIELD = Pattern.compile("(\\w+): ?(.+)");

  private ColumnType() {}

  static Scalar<String> kind() {
    return new Scalar<>(
        "a Spark SQL type",
        "Write for example int, string or decimal(10,2).",
        Map.of("type", "string", "minLength", 1),
        value -> {
          // Types nest by recursion, so their length bounds the depth.
          if (value.written().length() > LONGEST) {
            throw new Unfit("Write " + LONGEST + " characters or less.");
          }
          check(value.written());
          return value.written();
        });
  }

  /** Whether values of the type are numbers, which a model can learn from. */
  static boolean isNumeric(String type) {
    return NUMBERS.contains(type) || type.startsWith("decimal");
  }

  private static void check(String type) throws Unfit {
    if (SIMPLE.contains(type)) {
      return;
    }
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      checkDecimal(decimal);
    } else if (inside(type, "array")) {
      check(content(type));
    } else if (inside(type, "map")) {
      checkMap(split(content(type)));
    } else if (inside(type, "struct")) {
      checkStruct(split(content(type)));
    } else {
      throw new Unfit(guess(type));
    }
  }

  private static void checkDecimal(Matcher decimal) throws Unfit {
    int precision = Integer.parseInt(decimal.group(1));
    int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
    if (precision < 1 || precision > 38 || scale > precision) {
      throw new Unfit("A decimal has 1 to 38 digits, and no more after the point than in all.");
    }
  }

  private static void checkMap(List<String> types) throws Unfit {
    if (types.size() != 2) {
      throw new Unfit("Write for example map<string,int>.");
    }
    check(types.get(0));
    check(types.get(1));
  }

  private static void checkStruct(List<String> fields) throws Unfit {
    for (String field : fields) {
      Matcher matcher = FIELD.matcher(field);
      if (!matcher.matches()) {
        throw new Unfit("Write for example struct<lat: double, lon: double>.");
      }
      check(matcher.group(2));
    }
  }

  private static boolean inside(String type, String outer) {
    return type.startsWith(outer + "<") && type.endsWith(">");
  }

  private static String content(String type) {
    return type.substring(type.indexOf('<') + 1, type.length() - 1);
  }

  private static String guess(String type) {
    if (LIKEWISE.containsKey(type)) {
      return "Write \"" + LIKEWISE.get(type) + "\".";
    }
    return Nearest.to(type, SIMPLE)
        .map(near -> "Did you mean \"" + near + "\"?")
        .orElse("The types are " + Phrase.and(SIMPLE) + ", array<>, map<> and struct<>.");
  }

  /** The parts between the commas that stand in no brackets. */
  private static List<String> split(String content) throws Unfit {
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
