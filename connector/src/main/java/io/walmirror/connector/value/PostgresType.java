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

  /** A base type, known by the function that makes its binary form. */
  record Base(String sendFunction) implements PostgresType {}
}
