package io.walmirror.it.crash;

/** Log sequence numbers as PostgreSQL prints them. */
final class Lsns {

  private Lsns() {}

  static long parse(String text) {
    int slash = text.indexOf('/');
    return (Long.parseLong(text.substring(0, slash), 16) << 32)
        | Long.parseLong(text.substring(slash + 1), 16);
  }

  static String text(long lsn) {
    return String.format("%X/%X", lsn >>> 32, lsn & 0xFFFFFFFFL);
  }
}
