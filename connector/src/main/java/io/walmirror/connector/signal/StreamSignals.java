package io.walmirror.connector.signal;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import io.walmirror.envelope.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Signals that are changes themselves: logical messages under a prefix, and rows inserted into the
 * signal table. Used by the reader thread alone.
 */
public final class StreamSignals {

  private static final int UUID_OID = 2950;
  private static final int JSONB_OID = 3802;
  private static final List<String> COLUMNS = List.of("id", "type", "data");

  private final Optional<String> prefix;
  private final boolean conditions;
  private final Predicate<TableName> table;

  /**
   * Messages under this prefix, if any is given, and whether theirs may hold conditions; rows of
   * the tables that pass.
   */
  public StreamSignals(
      Optional<String> prefix, boolean conditions, Predicate<TableName> signalTable) {
    this.prefix = prefix;
    this.conditions = conditions;
    this.table = signalTable;
  }

  /** True for messages that are signals and nothing else. */
  public boolean isSignal(String messagePrefix) {
    return prefix.filter(messagePrefix::equals).isPresent();
  }

  /** True for the table whose new rows are signals. */
  public boolean isSignal(TableName name) {
    return table.test(name);
  }

  /** The signal that a change is, if it is one. */
  public Optional<Arrival> of(Change change) {
    if (change instanceof Change.Emitted message && isSignal(message.prefix())) {
      return Optional.of(message(message));
    }
    if (change instanceof Change.Inserted row && isSignal(row.relation().name())) {
      return Optional.of(row(row));
    }
    return Optional.empty();
  }

  private Arrival message(Change.Emitted message) {
    Message.Content content = message.content();
    Arrival arrival =
        Arrival.of(
            new String(content.bytes(), content.at(), content.length(), StandardCharsets.UTF_8),
            SignalChannel.MESSAGE,
            place(message),
            OptionalLong.empty());
    boolean conditioned =
        arrival instanceof Arrival.Asked asked
            && asked.command() instanceof Command.Snapshot snapshot
            && !snapshot.request().conditions().isEmpty();
    return conditioned && !conditions
        ? new Arrival.Refused(
            arrival.signal(),
            "additional-conditions are SQL that runs with the connector's rights, and every role may"
                + " write a logical message unless it was forbidden (REVOKE EXECUTE ON FUNCTION"
                + " pg_logical_emit_message … FROM PUBLIC); once only trusted roles can, set"
                + " signal.message.conditions=allow",
            OptionalLong.empty())
        : arrival;
  }

  /** What a signal without an id is called: its place in the log, the same at every reading. */
  private static String place(Change change) {
    return change.place().lsn() + "-" + change.place().ordinal();
  }

  private static Arrival row(Change.Inserted row) {
    List<Relation.Column> columns = row.relation().columns();
    List<String> names =
        columns.stream().map(column -> column.name().toLowerCase(Locale.ROOT)).toList();
    // Without columns of these names, it is their order that counts, as with Debezium.
    boolean named = names.containsAll(COLUMNS);
    String[] values = new String[COLUMNS.size()];
    TupleReader reader = row.row().reader();
    for (int i = 0; i < columns.size(); i++) {
      byte kind = reader.next();
      int which = named ? COLUMNS.indexOf(names.get(i)) : i;
      if (which >= 0 && which < values.length) {
        values[which] = text(kind, columns.get(i).typeOid(), reader);
      }
    }
    String id = values[0] == null || values[0].isBlank() ? place(row) : values[0];
    return Arrival.of(
        new Signal(id, values[1], values[2], SignalChannel.SOURCE), OptionalLong.empty());
  }

  private static String text(byte kind, int type, TupleReader value) {
    if (kind == Tuple.NULL || kind == Tuple.UNCHANGED) {
      return null;
    }
    int at = value.valueAt();
    int length = value.valueLength();
    if (kind == Tuple.BINARY && type == UUID_OID) {
      ByteBuffer bytes = ByteBuffer.wrap(value.bytes(), at, length);
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
    // Binary jsonb is its text behind the number of its format; every type of text is itself.
    int skip = kind == Tuple.BINARY && type == JSONB_OID ? 1 : 0;
    return new String(value.bytes(), at + skip, length - skip, StandardCharsets.UTF_8);
  }
}
