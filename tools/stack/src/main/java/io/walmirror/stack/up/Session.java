package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.MirrorCheck;
import io.walmirror.stack.up.mirror.PostgresTables;
import io.walmirror.stack.up.mirror.RedisKeyspaces;
import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.shop.ChangeCounts;
import io.walmirror.stack.up.shop.LiveChanges;
import io.walmirror.stack.up.shop.ShopSchema;
import io.walmirror.stack.up.shop.ShopTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Everything that runs: servers, shop, connectors, and the means to check them. */
final class Session implements AutoCloseable {

  /** How long a difference has to last before it counts. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String ROWS = "the rows' deletion";

  private final Options options;
  private final Services services;
  private final Quickstart quickstart;
  private final Steps steps;
  private final Ending ending;
  private final ChangeCounts counts = new ChangeCounts();
  private final Cleanup cleanup = new Cleanup();

  private Session(
      Options options, Services services, Quickstart quickstart, Steps steps, Ending ending) {
    this.options = options;
    this.services = services;
    this.quickstart = quickstart;
    this.steps = steps;
    this.ending = ending;
  }

  /** Starts what is missing, creates the shop, posts the connectors, and fills the shop. */
  static Session open(Options options, Home home, Steps steps, Ending ending) throws Exception {
    Quickstart quickstart = Quickstart.read(home);
    OwnServers.inspect(options, quickstart);
    Services services = ServiceStart.start(options, home, steps);
    Session session = new Session(options, services, quickstart, steps, ending);
    try {
      session.begin();
      return session;
    } catch (Exception e) {
      SavedLogs.save(services.logs(), home.savedLogs());
      session.close();
      throw e;
    }
  }

  Services services() {
    return services;
  }

  Quickstart quickstart() {
    return quickstart;
  }

  ChangeCounts counts() {
    return counts;
  }

  PostgresTables tables() {
    return new PostgresTables(ShopSchema.NAME, services.postgres()::connect);
  }

  RedisKeyspaces keyspaces() {
    return new RedisKeyspaces(services::redisClient, Quickstart.VERSION_FIELD);
  }

  MirrorCheck check(PostgresTables tables, RedisKeyspaces keyspaces) {
    return MirrorCheck.of(quickstart.subjects(), tables, keyspaces, PATIENCE);
  }

  @Override
  public void close() {
    ending.cleaning();
    boolean cleans = !cleanup.isEmpty();
    List<String> problems = cleanup.run();
    problems.forEach(problem -> steps.say("not removed: " + problem));
    if (cleans && options.connect().isPresent()) {
      tellTopics(problems.stream().noneMatch(problem -> problem.startsWith(ROWS)));
    }
    services.close();
  }

  private void begin() throws Exception {
    OwnCleanup own = new OwnCleanup(services, quickstart);
    boolean fresh = steps.step("the schema shop has its four tables", () -> shop(own));
    cleanUpAfterUse(own);
    Connectors connectors = new Connectors(services, quickstart);
    cleanUpConnectors(own, connectors);
    steps.step(
        quickstart.source().name() + " streams from the slot " + quickstart.slot(),
        () -> {
          connectors.start(quickstart.source());
          connectors.awaitSlot();
          return null;
        });
    for (ConnectorFile sink : quickstart.sinks()) {
      steps.step(
          sink.name() + " writes hashes: " + example(sink) + ":1, …",
          () -> {
            connectors.start(sink);
            return null;
          });
    }
    if (fresh) {
      steps.step("the shop's first rows are in Redis, all equal", this::seed);
    }
  }

  private static String example(ConnectorFile sink) {
    return Quickstart.keyspace(sink.keyspace().orElse(""), ShopTable.ORDERS);
  }

  private boolean shop(OwnCleanup own) throws SQLException {
    if (options.postgres().isEmpty()) {
      return ShopSetup.inStarted(services.administrator(), services.postgres());
    }
    cleanup.add("schema", own::schema);
    ShopSetup.inOwn(services.postgres());
    return true;
  }

  private void cleanUpAfterUse(OwnCleanup own) {
    if (options.postgres().isPresent()) {
      cleanup.add("slot and publication", own::slotAndPublication);
    }
    if (options.redis().isPresent()) {
      cleanup.add("keys", own::keys);
    }
  }

  /** The topics outlive the connectors only in somebody's Kafka. */
  private void cleanUpConnectors(OwnCleanup own, Connectors connectors) {
    if (options.usesOwnServers()) {
      cleanup.add("connectors", connectors::remove);
    }
    if (options.connect().isPresent() && options.redis().isPresent()) {
      cleanup.add("keys of deleted rows", own::awaitKeys);
    }
    if (options.connect().isPresent()) {
      cleanup.add(ROWS, own::rows);
    }
  }

  /** Fills the shop and waits until Redis has all of it: from here on everything is warm. */
  private Verdict seed() throws Exception {
    try (Connection connection = services.postgres().connect()) {
      LiveChanges.seed(connection, new Random(), counts);
      if (!options.once()) {
        // How many rows a snapshot may have is what the server's statistics say.
        ShopSchema.analyze(connection);
      }
    }
    try (PostgresTables tables = tables();
        RedisKeyspaces keyspaces = keyspaces()) {
      MirrorCheck check = check(tables, keyspaces);
      long end = System.nanoTime() + options.patience().toNanos();
      Verdict verdict = check.run();
      while (!verdict.equal() && System.nanoTime() < end) {
        refuseFailure();
        verdict = check.run();
      }
      if (!verdict.equal()) {
        throw new UpException(
            ExitCode.WRONG,
            "Redis did not become what PostgreSQL has: "
                + Differences.shown(verdict)
                + (options.connect().isPresent()
                    ? "\nWas a former up ended by force? Then its topics "
                        + quickstart.topicPrefix()
                        + ".shop.* still hold its rows: remove them."
                    : ""));
      }
      return verdict;
    }
  }

  /** Ends the waiting for what a failed connector will not bring. */
  void refuseFailure() {
    ConnectorHealth health = ConnectorHealth.look(services.rest(), quickstart);
    if (health.failure().isPresent()) {
      throw new UpException(ExitCode.UNREACHABLE, health.failure().get());
    }
  }

  private void tellTopics(boolean empty) {
    String prefix = quickstart.topicPrefix();
    steps.say("Your Kafka keeps the topics " + prefix + ".shop.* and __walmirror." + prefix + ".");
    steps.say(
        empty
            ? "They end with the deletion of every row, so that reading them again does no harm."
            : "They still hold rows: remove them before the next up, or its sinks read those.");
  }
}
