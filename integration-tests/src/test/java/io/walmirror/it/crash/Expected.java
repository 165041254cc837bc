package io.walmirror.it.crash;

/** A record that a change of the log must have become. For one thread. */
final class Expected {

  /** The records of one key, in order. */
  static final class Key {
    final String name;
    int expected;
    int delivered;

    Key(String name) {
      this.name = name;
    }
  }

  final Key key;
  final int number;
  final String value;
  boolean delivered;

  Expected(Key key, String value) {
    this.key = key;
    this.number = key.expected++;
    this.value = value;
  }
}
