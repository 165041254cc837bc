package io.walmirror.it.crash;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.rest.ConnectorStatus;
import io.walmirror.stack.rest.RestException;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A database, a source of it in a worker of its own, and what can be seen of both. */
final class CrashScene implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final CrashServers servers;
  private final Database database;
  private final Connect worker;
  private final Path spillFolder;
  private final String connector;
  private final FiguresOverJmx figures;
  private final ConfirmWatch watch;

  private CrashScene(
      CrashServers servers,
      Database database,
      Connect worker,
      Path spillFolder,
      FiguresOverJmx figures,
      ConfirmWatch watch) {
    this.servers = servers;
    this.database = database;
    this.worker = worker;
    this.spillFolder = spillFolder;
    this.connector = connector(database);
    this.figures = figures;
    this.watch = watch;
  }

  /** Starts the source of that plugin; its slot and the oracle's begin at the same point or so. */
  static CrashScene open(CrashServers servers, String name, Path plugin, Findings findings) {
    Database database = servers.postgres().freshDatabase();
    Tables.create(database);
    database.execute("CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
    database.execute(
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    History.begin(database);
    int figuresPort = Ports.free();
    Connect worker = servers.worker(name, plugin, figuresPort);
    ConfirmWatch watch =
        ConfirmWatch.start(
            database,
            database.slot(),
            OffsetsTopic.open(
                servers.kafka().bootstrapServers(),
                CrashServers.offsetsTopic(name),
                connector(database)),
            findings);
    CrashScene scene =
        new CrashScene(
            servers,
            database,
            worker,
            servers.folder(name + "-spill"),
            FiguresOverJmx.at(figuresPort, database.name(), connector(database)),
            watch);
    worker.rest().put(scene.connector, scene.config());
    worker.rest().waitUntilRunning(scene.connector, START_LIMIT);
    return scene;
  }

  private static String connector(Database database) {
    return database.name() + "-source";
  }

  /** Everything small, so that all of it happens often. */
  private Map<String, String> config() {
    Map<String, String> config = servers.source(database);
    config.put("database.options", "-c logical_decoding_work_mem=64kB");
    config.put("snapshot.mode", "no_data");
    config.put("streaming.memory.bytes", "65536");
    config.put("streaming.spill.folder", spillFolder.toString());
    config.put("max.batch.size", "500");
    config.put("max.queue.size.in.bytes", "2097152");
    return config;
  }

  CrashServers servers() {
    return servers;
  }

  Database database() {
    return database;
  }

  Connect worker() {
    return worker;
  }

  ConfirmWatch watch() {
    return watch;
  }

  /** What is seen now, while that large transaction is there. */
  Sight sight(LargeTransaction large) {
    LargeTransaction.State state = large == null ? LargeTransaction.State.NONE : large.state();
    StoredOffset stored = watch.stored();
    Figures seen = figures.read().orElse(null);
    return new Sight(
        seen,
        stored.endLsn(),
        (System.nanoTime() - stored.atNanos()) / 1_000_000,
        spillFileBytes(),
        state);
  }

  /** How much of the log the source has not read. */
  long lagBytes(Sight sight) {
    long end = Lsns.parse(database.value("SELECT pg_current_wal_insert_lsn()"));
    return end - Math.max(sight.figures().readCommitLsn(), sight.storedEndLsn());
  }

  private long spillFileBytes() {
    long bytes = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(spillFolder.resolve("walmirror-" + database.name()))) {
      for (Path file : files) {
        bytes += Files.size(file);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** Why the source has given up, if it has. */
  Optional<String> failure() {
    try {
      ConnectorStatus status = worker.rest().status(connector);
      return status.traces().lines().findFirst().filter(line -> status.isFailed());
    } catch (RestException e) {
      return Optional.empty();
    }
  }

  /** Ends the walsender of the source; false if there was none. */
  boolean terminateWalsender() {
    return !database
        .rows(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS"
                + " NOT NULL AND slot_name = '"
                + database.slot()
                + "'")
        .isEmpty();
  }

  /** Copies the worker's log to where it stays. */
  private void saveLog() {
    Path log = worker.log().orElseThrow();
    Path folder = Path.of(System.getProperty("walmirror.root"), "integration-tests/target/crash");
    try {
      Files.createDirectories(folder);
      Files.copy(log, folder.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    saveLog();
    figures.close();
    worker.close();
    try {
      watch.close();
    } finally {
      database.close();
    }
  }
}
