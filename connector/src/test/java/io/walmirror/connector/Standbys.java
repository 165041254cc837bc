package io.walmirror.connector;

/** Which PostgreSQL the tests with standbys run on: they have servers of their own. */
final class Standbys {

  private static final int SINCE = 16;

  private Standbys() {}

  /** The usual version, where its standbys can be read from. */
  static String version() {
    String usual = System.getProperty("postgres.version", "18");
    return Integer.parseInt(usual) >= SINCE ? usual : "18";
  }
}
