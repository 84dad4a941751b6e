package dev.headrace.spark.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is wrong with the columns that a header names: all at once, so that a file is mended once.
 *
 * <p>A column is out of place against its neighbours, not by counting: one column too many at the
 * front does not put all the others out of place.
 *
 * @param expected the declared names, in order
 * @param found the names of the header, in order
 */
record HeaderFaults(List<String> expected, List<String> found) {
  /** Beyond so many columns of one fault the rest is counted. */
  private static final int NAMED = 20;

  HeaderFaults {
    expected = List.copyOf(expected);
    found = List.copyOf(found);
  }

  /** One text for each kind of fault; none where the header is as declared, case aside. */
  List<String> told() {
    Set<Integer> first = firstOf(found);
    List<String> faults = new ArrayList<>();
    add(faults, "missing", missing());
    add(faults, "not declared", extra());
    add(faults, "named again", again(first));
    add(faults, "out of place", misplaced(first));
    return faults;
  }

  private static void add(List<String> faults, String what, List<String> columns) {
    if (!columns.isEmpty()) {
      List<String> named = columns.subList(0, Math.min(NAMED, columns.size()));
      int more = columns.size() - named.size();
      faults.add(
          what + " " + String.join(", ", named) + (more > 0 ? " and " + more + " more" : ""));
    }
  }

  private List<String> missing() {
    Set<String> there = folded(found);
    return expected.stream().filter(name -> !there.contains(folded(name))).toList();
  }

  private List<String> extra() {
    Set<String> declared = folded(expected);
    List<String> extra = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (!declared.contains(folded(found.get(i)))) {
        extra.add(at(i));
      }
    }
    return extra;
  }

  private List<String> again(Set<Integer> first) {
    Set<String> declared = folded(expected);
    List<String> again = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (!first.contains(i) && declared.contains(folded(found.get(i)))) {
        again.add(at(i));
      }
    }
    return again;
  }

  /** The declared columns of the header that have to move: as few as bring the rest in order. */
  private List<String> misplaced(Set<Integer> first) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < expected.size(); i++) {
      places.putIfAbsent(folded(expected.get(i)), i);
    }
    List<Integer> declared =
        first.stream().filter(i -> places.containsKey(folded(found.get(i)))).toList();
    List<Integer> order = declared.stream().map(i -> places.get(folded(found.get(i)))).toList();
    Set<Integer> inOrder = longestRise(order);
    List<String> misplaced = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      if (!inOrder.contains(i)) {
        misplaced.add(at(declared.get(i)) + ", which belongs at position " + (order.get(i) + 1));
      }
    }
    return misplaced;
  }

  /** Where each name of the header stands first. */
  private static Set<Integer> firstOf(List<String> names) {
    Set<String> seen = new TreeSet<>();
    Set<Integer> first = new TreeSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (seen.add(folded(names.get(i)))) {
        first.add(i);
      }
    }
    return first;
  }

  /** The places of a longest rising part of these numbers, which differ. */
  private static Set<Integer> longestRise(List<Integer> numbers) {
    int[] length = new int[numbers.size()];
    int[] before = new int[numbers.size()];
    int last = -1;
    for (int i = 0; i < numbers.size(); i++) {
      length[i] = 1;
      before[i] = -1;
      for (int j = 0; j < i; j++) {
        if (numbers.get(j) < numbers.get(i) && length[j] + 1 > length[i]) {
          length[i] = length[j] + 1;
          before[i] = j;
        }
      }
      last = last < 0 || length[i] > length[last] ? i : last;
    }
    Set<Integer> rise = new TreeSet<>();
    for (int i = last; i >= 0; i = before[i]) {
      rise.add(i);
    }
    return rise;
  }

  private String at(int index) {
    return found.get(index) + " (position " + (index + 1) + ")";
  }

  private static Set<String> folded(List<String> names) {
    return names.stream().map(HeaderFaults::folded).collect(Collectors.toSet());
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
