package io.walmirror.stack.up.mirror;

/** One way in which Redis is not what PostgreSQL holds. Its text names places, never values. */
public sealed interface Difference {

  String text();

  /** A row has no key. */
  record MissingKey(String key) implements Difference {
    @Override
    public String text() {
      return key + " is missing";
    }
  }

  /** A key has no row. */
  record ExtraKey(String key) implements Difference {
    @Override
    public String text() {
      return key + " has no row";
    }
  }

  /** A key is not a hash. */
  record OtherType(String key) implements Difference {
    @Override
    public String text() {
      return key + " is not a hash";
    }
  }

  /** A column with a value has no field. */
  record MissingField(String key, String field) implements Difference {
    @Override
    public String text() {
      return key + " lacks the field " + field;
    }
  }

  /** A field has no column with a value. */
  record ExtraField(String key, String field) implements Difference {
    @Override
    public String text() {
      return key + " has the field " + field + " too many";
    }
  }

  /** A field is not what PostgreSQL prints for the column. */
  record OtherValue(String key, String field) implements Difference {
    @Override
    public String text() {
      return key + " has another " + field;
    }
  }

  /** There are not as many keys as rows. */
  record OtherCount(long rows, long keys) implements Difference {
    @Override
    public String text() {
      return rows + " rows, " + keys + " keys";
    }
  }
}
