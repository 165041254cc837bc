package io.walmirror.stack.container;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.PostgresOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL of an image that begins as the official one does. */
public final class PostgresContainer extends ContainerServer implements Postgres {

  private PostgresContainer(Workspace workspace, String image, PostgresOptions options) {
    super(workspace, "postgres", image, options.port(), 5432);
    List<String> command = new ArrayList<>(List.of("postgres"));
    settings(options).forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    container()
        .withEnv("POSTGRES_PASSWORD", password())
        .withCommand(command.toArray(String[]::new));
  }

  public static PostgresContainer start(
      Workspace workspace, String image, PostgresOptions options) {
    int port = Ports.wanted(options.port(), "postgres");
    PostgresContainer postgres = new PostgresContainer(workspace, image, options.withPort(port));
    postgres.startFirst();
    return postgres;
  }

  private static Map<String, String> settings(PostgresOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("wal_level", "logical");
    settings.put("max_wal_senders", "40");
    settings.put("max_replication_slots", "40");
    settings.put("max_prepared_transactions", "20");
    settings.put("max_connections", "200");
    settings.put("fsync", "off");
    settings.putAll(options.settings());
    return settings;
  }

  @Override
  public String user() {
    return "postgres";
  }

  @Override
  public String password() {
    return "postgres";
  }

  /** While the image prepares its data, it listens to nobody outside. */
  @Override
  boolean serves() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }
}
