package io.walmirror.stack.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is asked of a PostgreSQL.
 *
 * @param version the major version, 14 to 18; empty for the one that the build fetched
 * @param port 0 for a free one
 * @param settings of {@code postgresql.conf}; they outrank the stack's
 */
public record PostgresOptions(
    Origin origin, String version, int port, Map<String, String> settings) {

  public PostgresOptions {
    settings = Map.copyOf(settings);
  }

  /**
   * By the properties {@code servers}, {@code postgres.version}, {@code postgres.image} and {@code
   * postgres.url}.
   */
  public static PostgresOptions defaults() {
    String version = System.getProperty("postgres.version", "");
    String image = "postgres:" + (version.isEmpty() ? "18" : version);
    return new PostgresOptions(
        Origins.of("postgres.image", image, "postgres.url"), version, 0, Map.of());
  }

  public PostgresOptions withOrigin(Origin value) {
    return new PostgresOptions(value, version, port, settings);
  }

  public PostgresOptions withVersion(String value) {
    return new PostgresOptions(origin, value, port, settings);
  }

  public PostgresOptions withPort(int value) {
    return new PostgresOptions(origin, version, value, settings);
  }

  public PostgresOptions withSetting(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(name, value);
    return new PostgresOptions(origin, version, port, all);
  }
}
