package dev.headrace.definition;

import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML value and where it stands. */
record Value(Node node, Place place) {
  /** The value of a key; a block that begins on the next line is said to stand at its key. */
  static Value of(Node node, Place key) {
    boolean block =
        node instanceof CollectionNode<?> collection
            && collection.getFlowStyle() == FlowStyle.BLOCK;
    return block ? new Value(node, key) : new Value(node, at(node, key.path()));
  }

  /** Where a node begins. */
  static Place at(Node node, String path) {
    return at(node.getStartMark(), path);
  }

  static Place at(Optional<Mark> mark, String path) {
    return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1, path))
        .orElse(new Place(1, 1, path));
  }

  boolean isScalar() {
    return node instanceof ScalarNode;
  }

  boolean isEmpty() {
    return node.getTag().equals(Tag.NULL);
  }

  boolean isText() {
    return isScalar() && node.getTag().equals(Tag.STR);
  }

  boolean isNumber() {
    return isScalar() && (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT));
  }

  /** A scalar as it is written, without quotes. */
  String written() {
    return ((ScalarNode) node).getValue();
  }

  /** What it is, as messages say it. */
  String said() {
    if (node instanceof MappingNode) {
      return "a map";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (isEmpty()) {
      return "empty";
    }
    boolean plain = isNumber() || node.getTag().equals(Tag.BOOL);
    return plain ? written() : Quoted.of(written());
  }
}
