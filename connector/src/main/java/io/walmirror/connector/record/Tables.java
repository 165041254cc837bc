package io.walmirror.connector.record;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.UnknownLabelException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.data.Struct;

/**
 * The tables in the shapes that are in force, and rows of theirs. What the catalog says now may not
 * hold for a row of then: a plan that a row does not fit is made anew. Used by the reader thread
 * alone.
 */
final class Tables {

  private final Records.Settings settings;
  private final Codecs codecs;
  private final Lookup lookup;
  private final SourceBlock.Origin origin;
  private final IdentityHashMap<Relation, Table> tables = new IdentityHashMap<>();
  private Table last;

  /** A table in one shape. */
  record Table(TablePlan plan, TableDescription description, SourceBlock source) {}

  /** A row after a change, and before it, which is null where the log does not have it. */
  record Versions(Struct row, Struct old) {}

  Tables(Records.Settings settings, Codecs codecs, Lookup lookup, SourceBlock.Origin origin) {
    this.settings = settings;
    this.codecs = codecs;
    this.lookup = lookup;
    this.origin = origin;
  }

  /** The shape that is in force, if it is this one: rows of one shape then cost one plan. */
  Relation inForce(Relation shape) {
    for (Relation each : tables.keySet()) {
      if (each.oid() == shape.oid() && each.equals(shape)) {
        return each;
      }
    }
    return shape;
  }

  @SuppressWarnings("ReferenceEquality") // The very RELATION in force, not one that looks like it.
  Table of(Relation relation) {
    if (last == null || last.plan.relation() != relation) {
      last = tables.get(relation);
      if (last == null) {
        // An older shape of the table never comes back: the stream goes one way.
        tables.keySet().removeIf(older -> older.oid() == relation.oid());
        put(relation, lookup.describe(relation));
      }
    }
    return last;
  }

  /** The row of a tuple; the names of fields that were not sent are put into {@code unchanged}. */
  Struct row(Relation relation, Tuple tuple, List<String> unchanged) {
    return decode(
        relation,
        table -> {
          unchanged.clear();
          return table.plan.row(tuple, unchanged);
        });
  }

  /** The row before a change, as far as it is told. */
  Struct oldRow(Relation relation, OldRow old) {
    return decode(relation, table -> table.plan.oldRow(old));
  }

  /** Both in one shape; {@code old} may be null. */
  Versions versions(Relation relation, Tuple tuple, OldRow old, List<String> unchanged) {
    return decode(
        relation,
        table -> {
          unchanged.clear();
          Struct row = table.plan.row(tuple, unchanged);
          return new Versions(row, old == null ? null : table.plan.oldRow(old));
        });
  }

  private <T> T decode(Relation relation, Function<Table, T> decoder) {
    try {
      return decoder.apply(of(relation));
    } catch (NullInRequiredColumnException e) {
      put(relation, of(relation).description.withOptional(e.column()));
    } catch (UnknownLabelException e) {
      // A label added to an enum has no message of its own: its first value tells.
      codecs.learn(e);
      put(relation, of(relation).description);
    }
    return decode(relation, decoder);
  }

  private void put(Relation relation, TableDescription description) {
    TablePlan plan = PlanCompiler.compile(settings, codecs, relation, description);
    last = new Table(plan, description, new SourceBlock(origin, relation.name()));
    tables.put(relation, last);
  }
}
