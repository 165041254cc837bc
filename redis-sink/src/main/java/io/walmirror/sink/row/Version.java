package io.walmirror.sink.row;

/**
 * How new a row operation is: the letter of its scheme and lower-case hex digits. Redis applies an
 * operation if its version is not older than what the key last saw.
 */
public record Version(VersionScheme scheme, String text) implements Comparable<Version> {

  public Version {
    if (text.length() != scheme.length() || text.charAt(0) != scheme.letter()) {
      throw new IllegalArgumentException(
          "expected the letter "
              + scheme.letter()
              + " and "
              + (scheme.length() - 1)
              + " lower-case hex digits, found "
              + text.length()
              + " characters of another form");
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        throw new IllegalArgumentException("not lower-case hex at place " + (i + 1));
      }
    }
  }

  /** Compares versions of one scheme; unlike schemes have no order. */
  @Override
  public int compareTo(Version other) {
    if (scheme != other.scheme) {
      throw new IllegalArgumentException(
          "versions of unlike schemes have no order: " + scheme + ", " + other.scheme);
    }
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
