package io.walmirror.connector.value;

import java.util.List;

/** What the catalog says of a type whose OID is not one of the common ones. */
public sealed interface PostgresType {

  /** An enum; its labels in the order of the catalog. */
  record Enumeration(List<String> labels) implements PostgresType {
    public Enumeration {
      labels = List.copyOf(labels);
    }
  }

  /** Another name of a type; {@code modifier} is below zero where the domain declares none. */
  record Domain(int base, int modifier) implements PostgresType {}

  /** An array of any number of dimensions; the modifier of its column is that of the elements. */
  record Array(int element) implements PostgresType {}

  /** A range of values of another type. */
  record Range(int subtype) implements PostgresType {}

  /** Several ranges of one kind. */
  record Multirange(int range) implements PostgresType {}

  /** A row of values of these types. */
  record Composite(List<Integer> fields) implements PostgresType {
    public Composite {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A base type, known by the function that makes its binary form; without one, by the empty name.
   * The delimiter stands between the elements where an array of it is printed.
   */
  record Base(String name, String sendFunction, char delimiter) implements PostgresType {
    public Base(String name, String sendFunction) {
      this(name, sendFunction, ',');
    }
  }
}
