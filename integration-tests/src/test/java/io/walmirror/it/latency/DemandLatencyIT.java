package io.walmirror.it.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.crash.Mutant;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.Scene;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.embedded.ConnectWorker;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.proof.Tries;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.JavaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Changes are committed at a steady rate while a table is read on demand: they are in Kafka soon
 * all the same, those of the very table too, and in Redis where rows have a pace. {@code -Pcrash}
 * reads a million rows, as fast as it can and at a pace.
 */
@Tag("alone")
class DemandLatencyIT {

  private static final boolean FULL = Boolean.getBoolean("walmirror.crash.full");
  private static final int ROWS =
      Integer.getInteger("walmirror.demand.rows", FULL ? 1_000_000 : 40_000);
  private static final int CHANGES =
      Integer.getInteger("walmirror.demand.changes", FULL ? 2_000 : 500);
  private static final int ROWS_OF_CONTROL = Math.min(ROWS, 40_000);

  /** What {@code snapshot.rows.per.second} is set to where the machine is not to be full. */
  private static final int PACE = Integer.getInteger("walmirror.demand.pace", 3_000);

  private static final int NO_PACE = 0;

  /** More than a window ever leaves to a partition, however slow the machine is. */
  private static final int MOST_IN_FRONT = 500;

  /** As many rows are under way to Kafka as there are. */
  private static final Mutant WITHOUT_WINDOW =
      new Mutant(
          "without-window",
          "snapshot/demand/Window.java",
          Map.of("return !measuring && underWay < limit;", "return true;"));

  /** Rows are added while others wait for Connect. */
  private static final Mutant HEAVY =
      new Mutant("heavy", "Reader.java", Map.of("&& outbox.light() ", ""));

  private int readings;

  @Test
  void aChangeDoesNotWaitBehindRowsThatAreReadOnDemand() throws IOException {
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.KAFKA, Part.REDIS));
        Workspace workspace = Workspace.open()) {
      Path unguarded = workspace.folder("unguarded");
      WITHOUT_WINDOW.build(Plugins.source(), unguarded);
      Reading control =
          read(stack, workspace, "control", HEAVY.in(unguarded), ROWS_OF_CONTROL, NO_PACE);
      System.out.println("DemandLatencyIT, control: " + control);
      // The slowest hundredth of a few seconds may be those of a moment in which nobody ran.
      Reading reading =
          Tries.until(3, each -> isSooner(each, control), () -> unpaced(stack, workspace));
      Optional<Reading> paced = FULL ? Optional.of(paced(stack, workspace)) : Optional.empty();

      assertThat(reading.inFront().p99()).as(reading.toString()).isLessThan(MOST_IN_FRONT);
      assertThat(control.inFront().p99()).as(control.toString()).isGreaterThan(MOST_IN_FRONT);
      assertThat(isSooner(reading, control)).as("p99 to Kafka: %s", reading).isTrue();
      // Without a pace a sink that is slower than the source has a queue of its own.
      paced.ifPresent(
          each ->
              assertThat(each.during().p99Millis())
                  .as("p99 to Redis, at a pace, beside the control's")
                  .isLessThan(control.during().p99Millis() / 2));
      Proof.row(
          "Changes do not wait behind rows that are read on demand",
          "DemandLatencyIT.aChangeDoesNotWaitBehindRowsThatAreReadOnDemand",
          reading.toString(),
          "rows go on however many wait for Connect and Kafka: " + control);
    }
  }

  /** Whether the 99th percentile to Kafka is less than half of the control's. */
  private static boolean isSooner(Reading reading, Reading control) {
    return reading.inFront().p99KafkaMillis() < control.inFront().p99KafkaMillis() / 2;
  }

  private Reading unpaced(Stack stack, Workspace workspace) {
    String name = "product-" + ++readings;
    Reading reading = read(stack, workspace, name, Plugins.source(), ROWS, NO_PACE);
    System.out.println("DemandLatencyIT: " + reading);
    return reading;
  }

  private static Reading paced(Stack stack, Workspace workspace) {
    Reading paced = read(stack, workspace, "paced", Plugins.source(), ROWS, PACE);
    System.out.println("DemandLatencyIT, at " + PACE + " rows/s: " + paced);
    return paced;
  }

  private static Reading read(
      Stack stack, Workspace workspace, String name, Path source, int rows, int pace) {
    ConnectOptions options =
        ConnectOptions.defaults()
            .withPlugins(List.of(source, Plugins.sink()))
            .withSetting("group.id", name)
            .withSetting("config.storage.topic", name + "-config")
            .withSetting("offset.storage.topic", name + "-offset")
            .withSetting("status.storage.topic", name + "-status")
            .withJava(FULL ? settled() : JavaOptions.quick(512));
    try (Connect worker =
            ConnectWorker.start(workspace, name, options, stack.kafka().bootstrapServers());
        Scene scene = Scene.open(stack, worker.rest())) {
      assertThat(worker.rest().get("/").path("version").asText()).isNotBlank();
      return Reading.of(stack, scene, rows, CHANGES, pace);
    }
  }

  /** A heap that is all there from the beginning, as one sets it where latency matters. */
  private static JavaOptions settled() {
    return JavaOptions.fast(512).withFlag("-Xms512m").withFlag("-XX:+AlwaysPreTouch");
  }
}
