package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.UnchangedColumns;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever applies flattened rows one after the other has the table that the changes made. */
class FlattenHistoriesTest {

  private static final int HISTORIES = 25;
  private static final int CHANGES = 80;
  private static final List<String> TOASTED = List.of("body", "photo", "tags");

  static Stream<Arguments> waysToFlatten() {
    return Stream.of(Chain.values())
        .flatMap(
            chain ->
                Stream.of("omit", "null", "keep")
                    .flatMap(
                        unchanged ->
                            Stream.of("tombstone", "rewrite")
                                .map(deletes -> Arguments.of(chain, unchanged, deletes))));
  }

  @ParameterizedTest
  @MethodSource("waysToFlatten")
  void flattenedRowsMakeTheSameTable(Chain chain, String unchanged, String deletes) {
    Random random =
        Seeded.random(String.join(" ", "FlattenHistoriesTest", chain.name(), unchanged, deletes));
    var flatten = chain.flattening(Map.of("unchanged", unchanged, "deletes", deletes));
    for (int h = 0; h < HISTORIES; h++) {
      History history = new History(random);
      Mirror mirror = new Mirror();
      for (int c = 0; c < CHANGES; c++) {
        for (SourceRecord event : history.change()) {
          mirror.apply(flatten.apply(event), true);
          mirror.apply(flatten.apply(event), true);
        }
        assertThat(mirror.rows).as("history %d, change %d", h, c).isEqualTo(history.rows);
      }
    }
  }

  @Test
  void aMirrorThatIgnoresTheHeaderGoesWrong() {
    Random random = Seeded.random("FlattenHistoriesTest.aMirrorThatIgnoresTheHeader");
    var flatten = Chain.SOURCE.flattening(Map.of());
    int wrong = 0;
    for (int h = 0; h < HISTORIES; h++) {
      History history = new History(random);
      Mirror mirror = new Mirror();
      for (int c = 0; c < CHANGES; c++) {
        for (SourceRecord event : history.change()) {
          mirror.apply(flatten.apply(event), false);
        }
        wrong += mirror.rows.equals(history.rows) ? 0 : 1;
      }
    }
    assertThat(wrong).isPositive();
  }

  /** A table that changes at random, and the events that its changes make. */
  private static final class History {

    private static final byte[] UNSENT =
        EnvelopeFields.UNAVAILABLE_VALUE.getBytes(StandardCharsets.UTF_8);

    private final Random random;
    private final Map<Long, Map<String, Object>> rows = new HashMap<>();

    History(Random random) {
      this.random = random;
    }

    List<SourceRecord> change() {
      long id = random.nextInt(6);
      if (random.nextInt(20) == 0) {
        rows.clear();
        return List.of(Events.truncate());
      }
      if (!rows.containsKey(id)) {
        Struct row = row(id);
        rows.put(id, seen(row));
        return List.of(random.nextBoolean() ? Events.create(row) : Events.read(row));
      }
      return switch (random.nextInt(6)) {
        case 0 -> {
          rows.remove(id);
          yield deleted(id);
        }
        case 1 -> {
          long moved = random.nextInt(6);
          if (rows.containsKey(moved)) {
            yield List.of(update(id));
          }
          Struct row = row(moved);
          rows.remove(id);
          rows.put(moved, seen(row));
          List<SourceRecord> triple = new ArrayList<>(deleted(id));
          triple.add(Events.create(row));
          yield triple;
        }
        default -> List.of(update(id));
      };
    }

    private List<SourceRecord> deleted(long id) {
      Struct before = Events.row(id);
      return random.nextBoolean()
          ? List.of(Events.delete(before), Events.tombstone(id))
          : List.of(Events.delete(before), Events.foreignTombstone(id));
    }

    private SourceRecord update(long id) {
      Struct row = row(id);
      Map<String, Object> next = seen(row);
      Map<String, Object> last = rows.get(id);
      List<String> declared = new ArrayList<>();
      for (String column : TOASTED) {
        if (last.get(column) == null || random.nextBoolean()) {
          continue;
        }
        next.put(column, last.get(column));
        if (random.nextInt(4) == 0) {
          row.put(column, null);
          declared.add(column);
        } else {
          row.put(
              column,
              switch (column) {
                case "photo" -> random.nextBoolean() ? UNSENT : ByteBuffer.wrap(UNSENT);
                case "tags" -> List.of(EnvelopeFields.UNAVAILABLE_VALUE);
                default -> EnvelopeFields.UNAVAILABLE_VALUE;
              });
        }
      }
      rows.put(id, next);
      SourceRecord event = Events.update(null, row);
      if (!declared.isEmpty()) {
        event.headers().addString(HeaderNames.UNCHANGED, UnchangedColumns.text(declared));
      }
      return event;
    }

    private Struct row(long id) {
      return new Struct(Events.ROW)
          .put("id", id)
          .put("customer", "customer " + random.nextInt(9))
          .put("status", "status " + random.nextInt(9))
          .put("note", random.nextBoolean() ? null : "note " + random.nextInt(9))
          .put("body", random.nextInt(4) == 0 ? null : "body " + random.nextInt(9))
          .put("photo", random.nextInt(4) == 0 ? null : new byte[] {(byte) random.nextInt(9)})
          .put("tags", random.nextInt(4) == 0 ? null : List.of("tag " + random.nextInt(9)));
    }
  }

  /** A mirror of the table, kept by flattened records alone. */
  private static final class Mirror {

    private final Map<Long, Map<String, Object>> rows = new HashMap<>();

    void apply(ConnectRecord<?> record, boolean readsUnchanged) {
      if (record == null) {
        return;
      }
      if ("t".equals(Chain.header(record, HeaderNames.OP))) {
        rows.clear();
        return;
      }
      Object id =
          record.key() instanceof Struct key ? key.get("id") : ((Map<?, ?>) record.key()).get("id");
      if (record.value() == null
          || (Chain.columns(record).contains("__deleted")
              && Boolean.TRUE.equals(Chain.column(record, "__deleted")))) {
        rows.remove(id);
        return;
      }
      Map<String, Object> row = rows.computeIfAbsent((Long) id, any -> new HashMap<>());
      Set<String> unchanged = HeaderTexts.unchanged(record.headers()).names();
      for (Field column : Events.ROW.fields()) {
        if (!readsUnchanged || !unchanged.contains(column.name())) {
          boolean there = Chain.columns(record).contains(column.name());
          row.put(column.name(), there ? plain(Chain.column(record, column.name())) : null);
        }
      }
    }
  }

  private static Map<String, Object> seen(Struct row) {
    Map<String, Object> seen = new HashMap<>();
    for (Field column : row.schema().fields()) {
      seen.put(column.name(), plain(row.getWithoutDefault(column.name())));
    }
    return seen;
  }

  /** Bytes as the base64 that JSON without schemas makes of them. */
  private static Object plain(Object value) {
    return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value;
  }
}
