package io.walmirror.connector.wire;

import java.sql.SQLException;

/**
 * The server skips or refuses changes because the publication was not there when they were written.
 */
public final class LostPublicationException extends SQLException {

  private static final long serialVersionUID = 1L;

  LostPublicationException(SQLException said) {
    super(said.getMessage(), said.getSQLState(), said);
  }
}
