package io.walmirror.sink;

import java.util.Optional;

/** The version that the build wrote into the jar's manifest. */
final class ConnectorVersion {

  /** What classes say that do not come out of a jar. */
  private static final String UNPACKAGED = "unpackaged";

  private ConnectorVersion() {}

  static String read() {
    String version = ConnectorVersion.class.getPackage().getImplementationVersion();
    return Optional.ofNullable(version).orElse(UNPACKAGED);
  }
}
