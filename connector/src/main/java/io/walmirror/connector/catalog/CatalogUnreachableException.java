package io.walmirror.connector.catalog;

import java.sql.SQLException;

/** The catalog could not be asked in the middle of the stream. */
public final class CatalogUnreachableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CatalogUnreachableException(SQLException cause) {
    super(cause);
  }

  /** Why. */
  public SQLException failure() {
    return (SQLException) getCause();
  }
}
