package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Snapshotter of somebody else's decides when rows are read; or settings alone do. */
class CustomSnapshotIT extends Scenarios {

  @TempDir static Path folder;
  private static Path jar;

  private String told;

  @BeforeAll
  static void buildTheJar() throws IOException {
    jar = SnapshotterJar.in(folder);
  }

  @BeforeEach
  void letItDecide() {
    told = "walmirror.test." + database.name();
    settings.put("snapshot.mode", "custom");
    settings.put("snapshot.mode.custom.name", SnapshotterJar.NAME);
    settings.put("acme.told", told);
    database.execute("INSERT INTO item VALUES (1, 'a', 1), (2, 'b', 2)");
  }

  @Test
  @Covers(65)
  void rowsAreReadAtTheFirstStartAndNotAtTheNextAndItIsToldWhenAllIsStored() {
    settings.put("acme.reads", "unless an offset is there");
    try (Mutant plugin = Mutant.beside(jar)) {
      try (RunningTask task = RunningTask.start(plugin.task(), settings, offsets)) {
        assertThat(Event.of(task.await(2))).extracting(Event::op).containsExactly("r", "r");
        assertThat(System.getProperty(told)).as("nothing is stored").isNull();
        task.await("the end of the snapshot", this::over);
        assertThat(System.getProperty(told)).isEqualTo("completed");
      }
      database.execute("INSERT INTO item VALUES (3, 'c', 3)");
      try (RunningTask task = RunningTask.start(plugin.task(), settings, offsets)) {
        assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
      }
    }
  }

  @Test
  @Covers(65)
  void whereItWantsNoRowsTheStreamComesAlone() {
    settings.put("acme.reads", "never");
    try (Mutant plugin = Mutant.beside(jar);
        RunningTask task = RunningTask.start(plugin.task(), settings, offsets)) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      database.execute("INSERT INTO item VALUES (3, 'c', 3)");
      assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
    }
  }

  @Test
  @Covers(65)
  void whereItAlwaysWantsRowsTheyAreReadAtEveryStart() {
    settings.put("acme.reads", "always");
    try (Mutant plugin = Mutant.beside(jar)) {
      for (int run = 0; run < 2; run++) {
        try (RunningTask task = RunningTask.start(plugin.task(), settings, offsets)) {
          assertThat(Event.of(task.await(2))).extracting(Event::op).containsExactly("r", "r");
          task.await("the end of the snapshot", this::over);
        }
      }
    }
  }

  @Test
  @Covers(65)
  void itIsToldWhenASnapshotIsLeftInTheMiddle() {
    settings.put("acme.reads", "always");
    settings.put("snapshot.rows.per.second", "1");
    try (Mutant plugin = Mutant.beside(jar)) {
      try (RunningTask task = RunningTask.start(plugin.task(), settings, offsets)) {
        task.await("the beginning", running -> !running.all().isEmpty());
      }
      assertThat(System.getProperty(told)).isEqualTo("aborted");
    }
  }

  @Test
  @Covers(65)
  void oneThatCannotBeFoundIsToldAtItsName() {
    assertThatThrownBy(() -> RunningTask.start(settings, offsets))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("snapshot.mode.custom.name")
        .hasMessageContaining("META-INF/services/io.debezium.spi.snapshot.Snapshotter");
    List<String> wrong =
        new PostgresSourceConnector()
            .validate(settings).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .map(ConfigValue::name)
                .toList();
    assertThat(wrong).containsExactly("snapshot.mode.custom.name");
  }

  @Test
  @Covers(60)
  void settingsAloneCanSayWhatIsReadAndWhetherAStreamFollows() {
    settings.put("snapshot.mode", "configuration_based");
    settings.put("snapshot.mode.configuration.based.snapshot.data", "true");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(Event.of(task.await(2))).extracting(Event::op).containsExactly("r", "r");
      task.await("the end of the snapshot", this::over);
      task.await("no slot", running -> slots() == 0);
    }
    settings.put("snapshot.mode.configuration.based.snapshot.data", "false");
    settings.put("snapshot.mode.configuration.based.start.stream", "true");
    settings.put("slot.name", database.slot() + "_stream");
    try (RunningTask task = start(new RunningTask.Offsets())) {
      database.execute("INSERT INTO item VALUES (3, 'c', 3)");
      assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
    }
  }

  private int slots() {
    return Integer.parseInt(
        database.value(
            "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"));
  }

  private boolean over(RunningTask task) {
    task.storeAll();
    return offsets.stored() != null && !offsets.stored().containsKey("wm_snapshot");
  }
}
