package io.walmirror.it.differential;

import java.util.List;

/**
 * A column type and literals of it. Its table has a column {@code v} of the type, {@code n} of the
 * same and NOT NULL, and {@code a}, an array of it.
 */
record TypeCase(String table, String type, List<String> literals) {

  /** One as the type prints it. */
  String literal(int index) {
    return "'" + literals.get(index % literals.size()).replace("'", "''") + "'::" + type;
  }
}
