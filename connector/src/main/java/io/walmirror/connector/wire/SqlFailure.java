package io.walmirror.connector.wire;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

/** What an SQLException means for a stream. */
public enum SqlFailure {
  /** The connection or the server went away, or the slot is still held: try again. */
  PASSING,
  /** A published type has no binary form: ask for text. */
  NO_BINARY_FORM,
  /** The publication was not there when changes were written. */
  PUBLICATION_LOST,
  /** Trying again would change nothing. */
  LASTING;

  /** What a server says that does not accept connections yet. */
  private static final String NOT_YET = "57P03";

  private static final Set<String> PASSING_STATES =
      Set.of(
          "55006", // object in use: the slot's former walsender has not noticed yet
          "40001", "40P01", "57014", "XX000");

  private static final Set<String> GONE_STATES = Set.of("42P01", "42703", "3F000");

  /** True if a table or a column is not there, or not any more. */
  public static boolean isGone(SQLException failure) {
    return failure.getSQLState() != null && GONE_STATES.contains(failure.getSQLState());
  }

  /** Something that passes by itself, as {@link #PASSING} says. */
  public static SQLException notYet(String what) {
    return new SQLException(what, NOT_YET);
  }

  public static SqlFailure of(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    if (state.equals("42883")) {
      return NO_BINARY_FORM;
    }
    if (failure instanceof LostPublicationException) {
      return PUBLICATION_LOST;
    }
    boolean passing =
        state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57P")
            || state.startsWith("58")
            || PASSING_STATES.contains(state)
            || failure.getCause() instanceof IOException;
    return passing ? PASSING : LASTING;
  }
}
