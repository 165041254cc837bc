package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two tasks read the same changes, one in binary form and one in text form. */
abstract class TypeScenarios extends Scenarios {

  final long seed = Long.getLong("walmirror.seed", System.nanoTime());
  final Random random = new Random(seed);
  private RunningTask binary;
  private RunningTask text;

  @BeforeEach
  void printSeed() {
    System.out.printf(
        "%s: seed %d (repeat: -Dwalmirror.seed=%d)%n", getClass().getSimpleName(), seed, seed);
  }

  /** Starts both; what is written from now on comes twice. */
  void startBoth() {
    database.execute("CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
    binary = start("true");
    text = start("false");
  }

  private RunningTask start(String form) {
    Map<String, String> own = new HashMap<>(settings);
    String slot = settings.get("slot.name") + "_" + form;
    own.put("binary", form);
    own.put("slot.name", slot);
    RunningTask task = RunningTask.start(own, new Offsets());
    task.await("slot", running -> activeSlot(slot));
    return task;
  }

  /** Waits until both have this many records, which must agree in schema and value. */
  List<Event> await(int count) {
    List<Event> inBinary = Event.of(binary.await(count));
    List<Event> inText = Event.of(text.await(count));
    assertThat(inBinary).as("seed %d", seed).hasSize(count);
    assertThat(inText).as("seed %d", seed).hasSize(count);
    for (int i = 0; i < count; i++) {
      Event one = inBinary.get(i);
      Event other = inText.get(i);
      String what = one.topic() + ", record " + i + ", seed " + seed;
      assertThat(other.record().valueSchema()).as(what).isEqualTo(one.record().valueSchema());
      assertThat(other.record().key()).as(what).isEqualTo(one.record().key());
      if (!one.isTombstone()) {
        assertThat(other.before()).as(what).isEqualTo(one.before());
        assertThat(other.after()).as(what).isEqualTo(one.after());
      }
    }
    return new ArrayList<>(inBinary);
  }

  /**
   * Waits until both have this many records, each checked for itself: for what is taken from the
   * catalog, which each asks in its own time, so that the commit may be visible to one only.
   */
  List<List<Event>> awaitEach(int count) {
    return List.of(Event.of(binary.await(count)), Event.of(text.await(count)));
  }

  /** The server changes the rows of a table in the order in which it finds them. */
  static void sortById(List<Event> events) {
    events.sort(Comparator.comparing(event -> ((Number) event.after().get("id")).longValue()));
  }

  @AfterEach
  void stopBoth() {
    if (binary != null) {
      binary.close();
    }
    if (text != null) {
      text.close();
    }
  }
}
