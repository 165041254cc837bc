package io.walmirror.connector.wire;

import java.sql.SQLException;
import java.time.Duration;

/** A server that was asked for signs of life gave none: the connection may be half open. */
public final class SilenceException extends SQLException {

  private static final long serialVersionUID = 1L;

  SilenceException(Duration silence) {
    super("nothing came from the server for " + silence.toSeconds() + " s", "08006");
  }
}
