package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.config.CaptureSettings;
import io.walmirror.connector.config.NotificationSettings;
import io.walmirror.connector.config.SignalSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** Tells before a task is started whether signals can come by the channels that are named. */
final class SignalCheck {

  private final SourceConfig config;
  private final BiConsumer<String, String> problems;

  /** {@code problems} is told a setting's name and what is wrong. */
  SignalCheck(SourceConfig config, BiConsumer<String, String> problems) {
    this.config = config;
    this.problems = problems;
  }

  /** What the server need not be asked for. */
  void check() {
    SignalSettings.Signals signals = config.signals();
    if (signals.kafka().isPresent() && config.getString(SignalSettings.SERVERS).isBlank()) {
      problems.accept(
          SignalSettings.SERVERS,
          "is needed by the channel kafka: name the brokers, host:port, that this worker reaches");
    }
    signals.file().ifPresent(this::checkFile);
    if (signals.table().isPresent() && config.skippedOperations().contains(Op.CREATE)) {
      problems.accept(
          CaptureSettings.SKIPPED,
          "leaves out inserts, and with them the signals in "
              + signals.table().get()
              + "; do not skip c, or use another channel");
    }
    if (config.notifications().topic().filter(String::isBlank).isPresent()) {
      problems.accept(
          NotificationSettings.TOPIC, "is needed by the notification channel sink: name a topic");
    }
  }

  private void checkFile(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      problems.accept(
          SignalSettings.FILE,
          folder
              + " is no folder that this worker can write into, which it has to, to take the file"
              + " away once it is read");
    }
  }

  /** Whether there is a signal table, where one is named. */
  void checkTable(Catalog catalog) throws SQLException {
    SignalSettings.Signals signals = config.signals();
    if (signals.table().isPresent() && catalog.tables(signals::isTable).isEmpty()) {
      TableName table = signals.table().get();
      problems.accept(
          SignalSettings.TABLE,
          "there is no such table; create it: CREATE TABLE "
              + table
              + " (id varchar(42) PRIMARY KEY, type varchar(32) NOT NULL, data text)");
    }
  }
}
