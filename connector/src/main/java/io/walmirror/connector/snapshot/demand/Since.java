package io.walmirror.connector.snapshot.demand;

/**
 * Where the reading of a table began: how far the stream was read, and the number of the first row.
 * All rows that the table has now are in records of this place or behind it; what was sent of it
 * before is not, be it that the stream has come no further since.
 */
public record Since(long lsn, long number) {

  static final Since NONE = new Since(0, 0);

  String text() {
    return lsn + ":" + number;
  }

  static Since parse(String text) {
    String[] sides = text.split(":", 2);
    return new Since(Long.parseLong(sides[0]), Long.parseLong(sides[1]));
  }
}
