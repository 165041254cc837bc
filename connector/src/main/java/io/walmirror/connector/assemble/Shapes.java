package io.walmirror.connector.assemble;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The shapes of tables in force. A shape that came inside a block of an open transaction holds for
 * that transaction when it is read back; for the others only if none has come since.
 */
final class Shapes {

  private final Predicate<TableName> captured;
  private final Map<Integer, Shape> all = new HashMap<>();
  private final Map<Integer, Shape> ofReplay = new HashMap<>();
  private boolean replaying;
  private long arrivals;
  private Shape last;

  /** A table's shape, whether the table is captured, and when the shape came. */
  record Shape(Relation relation, boolean captured, long arrival) {}

  Shapes(Predicate<TableName> captured) {
    this.captured = captured;
  }

  /** Counts something that came, so that it can be told later what came first. */
  long arrive() {
    return ++arrivals;
  }

  /** A shape that came then. */
  void put(Relation relation, long arrival) {
    Shape shape = new Shape(relation, captured.test(relation.name()), arrival);
    if (replaying) {
      ofReplay.put(relation.oid(), shape);
    }
    Shape known = all.get(relation.oid());
    if (known == null || known.arrival < arrival) {
      all.put(relation.oid(), shape);
    }
    last = replaying || all.get(relation.oid()).equals(shape) ? shape : null;
  }

  /** The shape in force of a table, for whose changes it must have come before. */
  Shape of(int oid) {
    if (last != null && last.relation.oid() == oid) {
      return last;
    }
    Shape shape = replaying ? ofReplay.get(oid) : null;
    if (shape == null) {
      shape = all.get(oid);
    }
    if (shape == null) {
      throw new MalformedMessageException(
          "a change of relation " + Integer.toUnsignedString(oid) + " before its RELATION");
    }
    last = shape;
    return shape;
  }

  /** From here on, or no longer, a transaction is read back that was sent while it was open. */
  void replaying(boolean now) {
    replaying = now;
    ofReplay.clear();
    last = null;
  }

  void clear() {
    all.clear();
    replaying(false);
  }
}
