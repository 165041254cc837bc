package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Lsn;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Skipped operations and logical messages. */
class MessageScenariosIT extends Scenarios {

  private static final String EMIT = "SELECT pg_logical_emit_message(";

  @Test
  @Covers(35)
  void skippedOperationsMakeNoRecordsButKeepTheirNumbers() {
    List<Event> all = history("all", "none", 5);
    List<Event> some = history("some", "t,d", 3);

    assertThat(all).extracting(Event::op).containsExactly("c", "t", "c", "u", "d");
    assertThat(all)
        .extracting(event -> event.position().ordinal())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(some).extracting(Event::op).containsExactly("c", "c", "u");
    assertThat(some).extracting(event -> event.position().ordinal()).containsExactly(1L, 3L, 4L);
  }

  private List<Event> history(String slot, String skipped, int expected) {
    settings.put("slot.name", database.slot() + "_" + slot);
    settings.put("skipped.operations", skipped);
    settings.put("tombstones.on.delete", "false");
    try (RunningTask task = start(new Offsets())) {
      database.execute(
          "BEGIN; INSERT INTO item VALUES (1, 'a', 1); TRUNCATE item; INSERT INTO item VALUES (2, 'b',"
              + " 1); UPDATE item SET name = 'c'; DELETE FROM item; COMMIT");
      Lsn end = walEnd();
      task.await(expected);
      // What was skipped at the end is covered too.
      task.await(
          "confirmation",
          running -> {
            running.storeAll();
            return !confirmed().isBefore(end);
          });
      return Event.of(task.data());
    }
  }

  @Test
  @Covers(35)
  void skippedTruncatesLetTheServerForget() {
    settings.put("skipped.operations", "t");
    try (RunningTask task = start()) {
      database.execute("TRUNCATE item", "TRUNCATE item");
      Lsn end = walEnd();
      task.await(
          "confirmation",
          running -> {
            if (!running.all().isEmpty()) {
              running.storeAll();
            }
            return !confirmed().isBefore(end);
          });
      assertThat(task.data()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers(36)
  void aMessageHasItsPrefixItsContentAndASource(boolean transactional) {
    try (RunningTask task = start()) {
      database.execute(
          "BEGIN; INSERT INTO item VALUES (1, 'a', 1); "
              + EMIT
              + transactional
              + ", 'orders', 'hello'); COMMIT");
      List<Event> events = Event.of(task.await(2));
      Event message = events.get(transactional ? 1 : 0);

      assertThat(message.topic()).isEqualTo("t.message");
      assertThat(message.key().getString("prefix")).isEqualTo("orders");
      assertThat(message.op()).isEqualTo("m");
      assertThat(message.content()).isEqualTo("hello");
      assertThat(message.source().getString("table")).isEmpty();
      assertThat(message.source().getInt64("lsn")).isPositive();
      // One outside of transactions comes when it was written, not when others commit.
      assertThat(message.source().get("txId") != null).isEqualTo(transactional);
      assertThat(message.position().ordinal()).isEqualTo(transactional ? 2 : 0);
      assertThat(events).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "include,foo,foo",
    "include,'foo,bar.*',foo bar barista",
    "exclude,bar,foo barista",
    "exclude,.*,''"
  })
  @Covers(36)
  void prefixesAreFiltered(String list, String prefixes, String expected) {
    settings.put("message.prefix." + list + ".list", prefixes);
    try (RunningTask task = start()) {
      for (String prefix : List.of("foo", "bar", "barista")) {
        database.execute(EMIT + "true, '" + prefix + "', 'in')");
        database.execute(EMIT + "false, '" + prefix + "', 'out')");
      }
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      List<String> wanted =
          List.of(expected.split(" ", -1)).stream().filter(prefix -> !prefix.isEmpty()).toList();
      List<Event> events = Event.of(task.await(2 * wanted.size() + 1));

      assertThat(events.subList(0, events.size() - 1))
          .extracting(event -> event.key().getString("prefix"))
          .isEqualTo(wanted.stream().flatMap(each -> List.of(each, each).stream()).toList());
      assertThat(events.get(events.size() - 1).op()).isEqualTo("c");
    }
  }

  @ParameterizedTest
  @CsvSource({"bytes,", "base64,AP9oaQ==", "base64-url-safe,AP9oaQ==", "hex,00ff6869"})
  @Covers(36)
  void theContentIsWrittenAsBinaryHandlingModeSays(String mode, String text) {
    settings.put("binary.handling.mode", mode);
    try (RunningTask task = start()) {
      for (boolean transactional : List.of(true, false)) {
        database.execute(EMIT + transactional + ", 'p', '\\x00ff6869'::bytea)");
      }
      Object expected =
          text == null ? ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 'h', 'i'}) : text;
      assertThat(Event.of(task.await(2)))
          .extracting(event -> event.value().getStruct("message").get("content"))
          .containsOnly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers(37)
  void aRestartRightAfterAMessageGoesOnWithTheNextChange(boolean transactional) {
    try (RunningTask task = start()) {
      database.execute(
          EMIT + transactional + ", 'p', 'one')",
          EMIT + !transactional + ", 'p', 'two')",
          "INSERT INTO item VALUES (1, 'a', 1)");
      List<Event> events = Event.of(task.await(3));
      assertThat(events.get(0).content()).isEqualTo("one");
      task.store(events.get(0).record());
    }
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(2));

      assertThat(events.get(0).content()).isEqualTo("two");
      assertThat(events.get(1).id()).isEqualTo(1);
    }
  }

  @Test
  @Covers(37)
  void aRestartInsideATransactionAfterItsMessageGoesOnInside() {
    try (RunningTask task = start()) {
      database.execute(
          "BEGIN; INSERT INTO item VALUES (1, 'a', 1); "
              + EMIT
              + "true, 'p', 'in'); INSERT INTO item VALUES (2, 'b', 1); COMMIT");
      task.store(task.await(3).get(1));
    }
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (3, 'c', 1)");
      List<Event> events = Event.of(task.await(2));

      assertThat(events).extracting(Event::id).containsExactly(2L, 3L);
      assertThat(events.get(0).position().ordinal()).isEqualTo(3);
    }
  }
}
