package io.walmirror.connector;

/** Which PostgreSQL the tests with standbys run on: they start servers of their own. */
final class Standbys {

  private Standbys() {}

  /** The version that the build fetched. */
  static String version() {
    return System.getProperty("postgres.version", "18");
  }

  /** True where a standby can be read from. */
  static boolean canBeRead() {
    return embedded() && Integer.parseInt(version()) >= 16;
  }

  /** True where slots follow a failover. */
  static boolean followFailovers() {
    return embedded() && Integer.parseInt(version()) >= 17;
  }

  static boolean embedded() {
    return System.getProperty("servers", "embedded").equals("embedded");
  }
}
