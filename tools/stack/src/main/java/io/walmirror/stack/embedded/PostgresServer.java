package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.Signal;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An embedded PostgreSQL with logical decoding. It does not wait for its disk, so that tests are
 * quick: what it has committed outlives any kill of it, but not a crash of the machine.
 */
public final class PostgresServer extends EmbeddedServer implements Postgres {

  private static final String SETTINGS = "walmirror.conf";

  private final PostgresOptions options;
  private final PostgresPrograms programs;
  private final Optional<PostgresServer> primary;
  private final Path data;

  private PostgresServer(
      Workspace workspace,
      String name,
      PostgresOptions options,
      PostgresPrograms programs,
      Optional<PostgresServer> primary) {
    super(workspace, name, options.port());
    this.options = options;
    this.programs = programs;
    this.primary = primary;
    this.data = folder().resolve("data");
  }

  public static PostgresServer start(Workspace workspace) {
    return start(workspace, PostgresOptions.defaults());
  }

  public static PostgresServer start(Workspace workspace, PostgresOptions options) {
    return start(workspace, "postgres", options);
  }

  /** One of several in a workspace, by a name of its own. */
  public static PostgresServer start(Workspace workspace, String name, PostgresOptions options) {
    PostgresPrograms programs = PostgresPrograms.of(options.version());
    PostgresServer server =
        new PostgresServer(workspace, name, options, programs, Optional.empty());
    server.startFirst();
    return server;
  }

  /**
   * A hot standby of this server, in the same workspace and with the same settings but for these.
   * It follows by a physical slot of its own name, and tells this server what it reads ({@code
   * hot_standby_feedback}).
   */
  public PostgresServer standby(String name, Map<String, String> settings) {
    PostgresOptions same = options.withPort(0);
    for (Map.Entry<String, String> each : settings.entrySet()) {
      same = same.withSetting(each.getKey(), each.getValue());
    }
    PostgresServer server =
        new PostgresServer(workspace(), name, same, programs, Optional.of(this));
    server.startFirst();
    return server;
  }

  /** Ends the recovery of a standby, and waits until it can be written to. */
  public void promote() {
    database("postgres").execute("SELECT pg_promote(true, 60)");
  }

  /** Waits until a standby shows what that server has committed by now. */
  public void awaitReplayOf(Postgres other) {
    String end = other.database("postgres").value("SELECT pg_current_wal_lsn()");
    long deadline = System.nanoTime() + startLimit().toNanos();
    while (!database("postgres")
        .value("SELECT pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn")
        .equals("t")) {
      if (System.nanoTime() > deadline) {
        throw new StackException(name() + " does not follow " + other.name() + " up to " + end);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public String user() {
    return "postgres";
  }

  @Override
  public String password() {
    return "postgres";
  }

  @Override
  void prepare() {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      programs.requireSameVersion(data);
      return;
    }
    if (primary.isPresent()) {
      copy(primary.get());
      return;
    }
    programs.initialize(workspace(), folder(), logFile().path(), user(), password(), SETTINGS);
  }

  private void copy(PostgresServer from) {
    from.database("postgres")
        .execute("SELECT pg_create_physical_replication_slot('" + slot() + "', true)");
    new BaseCopy(from, data, programs.account()).run();
    try {
      Path signal = Files.createFile(data.resolve("standby.signal"));
      programs.account().own(folder());
      programs.account().own(signal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a standby, at its primary. */
  private String slot() {
    return name().replace('-', '_');
  }

  private Map<String, String> following(PostgresServer from) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "primary_conninfo",
        String.format(
            "host=%s port=%d user=%s password=%s dbname=postgres application_name=%s",
            from.host(), from.port(), from.user(), from.password(), slot()));
    settings.put("primary_slot_name", slot());
    settings.put("hot_standby_feedback", "on");
    settings.put("wal_receiver_status_interval", "1s");
    settings.put("wal_retrieve_retry_interval", "100ms");
    return settings;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    primary.ifPresent(from -> settings.putAll(following(from)));
    settings.put("listen_addresses", host());
    settings.put("port", Integer.toString(port()));
    settings.put("unix_socket_directories", "");
    settings.put("wal_level", "logical");
    settings.put("max_wal_senders", "40");
    settings.put("max_replication_slots", "40");
    settings.put("max_prepared_transactions", "20");
    settings.put("max_connections", "200");
    settings.put("fsync", "off");
    // Files in /dev/shm would outlive a kill.
    settings.put("dynamic_shared_memory_type", "mmap");
    settings.put("log_line_prefix", "%m [%p] %u@%d ");
    settings.put("log_timezone", "UTC");
    settings.put("timezone", "UTC");
    settings.putAll(options.settings());
    return settings;
  }

  @Override
  Launch launch() {
    List<String> lines = new ArrayList<>();
    settings().forEach((name, value) -> lines.add(name + " = '" + value.replace("'", "''") + "'"));
    try {
      Files.write(data.resolve(SETTINGS), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return programs.server(name(), data, logFile().path());
  }

  @Override
  boolean serves() {
    return Postmaster.of(data)
        .filter(it -> it.pid() == pid().orElse(-1))
        .filter(Postmaster::ready)
        .isPresent();
  }

  @Override
  void started() {
    Postmaster.of(data).ifPresent(it -> it.segment().ifPresent(workspace()::watchSegment));
  }

  @Override
  void stopped() {
    // One that was killed has left its segment and the file that names it.
    Optional<Postmaster> dead = Postmaster.of(data);
    if (!isRunning()) {
      dead.ifPresent(Postmaster::removeSegment);
    }
  }

  @Override
  Signal stopSignal() {
    return Signal.INT;
  }

  @Override
  Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  @Override
  Duration stopLimit() {
    return Duration.ofSeconds(20);
  }

  @Override
  String cure(String log) {
    if (log.contains("could not create shared memory segment")) {
      return "This machine has no shared memory segment left: see `ipcs -m`, remove stale ones.";
    }
    return log.contains("configuration file") && log.contains("contains errors")
        ? "One of the settings asked for its postgresql.conf is wrong."
        : "";
  }

  /** Where its data is. */
  public Path data() {
    return data;
  }

  static StackException refused(Path data, String found, String wanted) {
    return new StackException(
        "the data in "
            + data
            + " are of PostgreSQL "
            + found
            + ", not "
            + wanted
            + "; ask for that version, or for another folder");
  }
}
