package io.walmirror.connector;

import io.walmirror.connector.brake.Brake;
import io.walmirror.connector.brake.Gauge;
import io.walmirror.connector.brake.Gauge.MeasureException;
import io.walmirror.connector.brake.SinkLag;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.ServerLoad;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.config.ThrottleSettings;
import io.walmirror.connector.config.ThrottleSettings.Limits;
import io.walmirror.connector.wire.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a task's brake of the settings, and says what they lack. */
final class Brakes {

  private static final Logger log = LoggerFactory.getLogger(Brakes.class);

  private Brakes() {}

  static Brake start(SourceConfig config) {
    Limits limits = config.limits();
    ServerLoad server = new ServerLoad(config.database());
    SinkLag sinks = new SinkLag(limits.sinkGroups(), limits.kafka());
    List<Gauge> gauges = new ArrayList<>();
    if (limits.activeSessions() > 0) {
      gauges.add(
          new Gauge(
              ThrottleSettings.ACTIVE_SESSIONS,
              "sessions are at work in the server",
              limits.activeSessions(),
              () -> asked(server::activeSessions)));
    }
    if (limits.sinkLag() > 0) {
      gauges.add(
          new Gauge(
              ThrottleSettings.SINK_LAG, "records wait for a sink", limits.sinkLag(), sinks::read));
    }
    return Brake.start(config.topicPrefix(), gauges, () -> close(server, sinks));
  }

  private static void close(ServerLoad server, SinkLag sinks) {
    try (sinks) {
      server.close();
    } catch (SQLException e) {
      log.debug("closing the connections of the throttle failed", e);
    }
  }

  private static long asked(Question question) throws MeasureException {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw new MeasureException(e.getMessage(), e);
    }
  }

  /** Tells whether the server shows what the settings limit; a setting's name, and the cure. */
  static void check(SourceConfig config, Catalog catalog, BiConsumer<String, String> problems)
      throws SQLException {
    if (config.limits().activeSessions() > 0 && !ServerLoad.maySee(catalog.connection())) {
      String role = Sql.shown(config.database().user());
      problems.accept(
          ThrottleSettings.ACTIVE_SESSIONS,
          "role " + role + " may not see other sessions: GRANT pg_read_all_stats TO " + role);
    }
  }

  /** Something that the server is asked. */
  private interface Question {
    long ask() throws SQLException;
  }
}
