package io.walmirror.stack.up;

import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.up.mirror.MirrorCheck;
import io.walmirror.stack.up.mirror.PostgresTables;
import io.walmirror.stack.up.mirror.RedisKeyspaces;
import io.walmirror.stack.up.mirror.UnreadableException;
import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.shop.LiveChanges;
import io.walmirror.stack.up.shop.ShopTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BiConsumer;

/** Changes the shop and looks at everything, in threads of its own, until it is closed. */
final class Watch implements LiveChanges.Listener, AutoCloseable {

  private static final Duration SHORTEST_REST = Duration.ofSeconds(1);
  private static final Duration SNAPSHOT_REST = Duration.ofMillis(200);
  private static final Duration HEALTH_REST = Duration.ofSeconds(1);

  private static final String SLOT_BYTES =
      "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint"
          + " FROM pg_replication_slots WHERE slot_name = ?";

  private final Session session;
  private final Options options;
  private final Events events;
  private final Healing healing;
  private final ConnectRest rest;
  private final OrderProbes probes;
  private final PostgresTables tables;
  private final RedisKeyspaces keyspaces;
  private final long began = System.nanoTime();

  private volatile Optional<Verdict> verdict = Optional.empty();
  private volatile Optional<String> unreadable = Optional.empty();
  private volatile Optional<SnapshotView> snapshot = Optional.empty();
  private volatile OptionalLong slotBytes = OptionalLong.empty();
  private volatile ConnectorHealth health;

  private LiveChanges changes;
  private Loop checks;
  private Loop healths;
  private Optional<Loop> snapshots = Optional.empty();

  private Watch(
      Session session,
      Options options,
      Events events,
      Healing healing,
      BiConsumer<Instant, Duration> orderSeen) {
    this.session = session;
    this.options = options;
    this.events = events;
    this.healing = healing;
    this.rest = session.services().rest();
    this.tables = session.tables();
    this.keyspaces = session.keyspaces();
    String template = session.quickstart().keyspaceTemplates().get(0);
    this.probes =
        new OrderProbes(
            session.services()::redisClient,
            Quickstart.keyspace(template, ShopTable.ORDERS),
            orderSeen);
    this.health = ConnectorHealth.look(rest, session.quickstart());
  }

  static Watch start(
      Session session,
      Options options,
      Events events,
      Healing healing,
      BiConsumer<Instant, Duration> orderSeen) {
    Watch watch = new Watch(session, options, events, healing, orderSeen);
    watch.probes.start();
    watch.changes =
        LiveChanges.start(
            session.services().postgres()::connect,
            new Random(),
            session.counts(),
            watch,
            options.rate());
    MirrorCheck check = session.check(watch.tables, watch.keyspaces);
    watch.checks = Loop.start("mirror-check", () -> watch.check(check));
    watch.healths = Loop.start("connector-health", watch::lookAtConnectors);
    watch.snapshots = watch.watchSnapshots();
    return watch;
  }

  /** A worker of somebody's own tells us nothing of its snapshots. */
  private Optional<Loop> watchSnapshots() {
    return session
        .services()
        .worker()
        .map(worker -> new SourceFigures(worker, session.quickstart().topicPrefix()))
        .map(figures -> Loop.start("snapshot-figures", () -> lookAtSnapshot(figures)));
  }

  Observation observe() {
    return new Observation(
        Instant.now(),
        Duration.ofNanos(System.nanoTime() - began),
        options.rate(),
        session.quickstart().keyspaceTemplates(),
        session.counts(),
        verdict,
        unreadable,
        probes.latencies(),
        probes.lag(),
        snapshot,
        slotBytes,
        health,
        events.latest());
  }

  @Override
  public void orderCommitted(long id, Instant at, long nanos) {
    probes.committed(id, at, nanos);
  }

  @Override
  public boolean isAwaited(long id) {
    return probes.isAwaited(id);
  }

  @Override
  public void changesFailed(SQLException reason) {
    events.add("the shop cannot change PostgreSQL: " + reason.getMessage());
  }

  @Override
  public void changesGoOn() {
    events.add("the shop changes PostgreSQL again");
  }

  @Override
  public void close() throws SQLException {
    changes.close();
    checks.close();
    healths.close();
    snapshots.ifPresent(Loop::close);
    probes.close();
    keyspaces.close();
    tables.close();
  }

  /** One check; the rest after it is such that reading takes a sixth of the time at most. */
  private Duration check(MirrorCheck check) throws InterruptedException {
    try {
      Verdict latest = check.run();
      verdict = Optional.of(latest);
      unreadable = Optional.empty();
      healing.checked(latest);
      Duration rest = latest.reading().multipliedBy(5);
      return rest.compareTo(SHORTEST_REST) > 0 ? rest : SHORTEST_REST;
    } catch (UnreadableException e) {
      unreadable = Optional.of(e.getMessage().lines().findFirst().orElse(""));
      return SHORTEST_REST;
    }
  }

  private Duration lookAtSnapshot(SourceFigures figures) {
    snapshot = figures.read();
    return SNAPSHOT_REST;
  }

  private Duration lookAtConnectors() {
    ConnectorHealth latest = ConnectorHealth.look(rest, session.quickstart());
    if (latest.failure().isPresent() && health.failure().isEmpty()) {
      events.add(latest.failure().get().lines().findFirst().orElse("a connector failed"));
    }
    health = latest;
    slotBytes = readSlotBytes();
    return HEALTH_REST;
  }

  private OptionalLong readSlotBytes() {
    try (Connection connection = session.services().postgres().connect();
        PreparedStatement statement = connection.prepareStatement(SLOT_BYTES)) {
      statement.setString(1, session.quickstart().slot());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
      }
    } catch (SQLException e) {
      // The shop's own connection tells when PostgreSQL is away.
      return OptionalLong.empty();
    }
  }
}
