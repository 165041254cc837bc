package io.walmirror.connector;

/** The version of this plugin, as its jar's manifest says. */
final class Version {

  static final String VALUE = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
