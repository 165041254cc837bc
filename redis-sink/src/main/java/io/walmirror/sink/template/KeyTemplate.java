package io.walmirror.sink.template;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The default key: a keyspace, then the separator and a primary-key value for each column of the
 * key. Each value is a placeholder too, and the separators between are literal text.
 */
public final class KeyTemplate {

  public static final String TABLE = "table";
  public static final String SCHEMA = "schema";
  public static final String TOPIC = "topic";

  /** What a keyspace may name. */
  public static final Set<String> PLACEHOLDERS = Set.of(TABLE, SCHEMA, TOPIC);

  private final Template keyspace;
  private final String separator;
  private final Escape single;
  private final Escape composite;

  private KeyTemplate(Template keyspace, String separator) {
    this.keyspace = keyspace;
    this.separator = separator;
    String between = between(keyspace, separator);
    this.composite = Escape.of(between + separator);
    this.single = keyspace.hasPlaceholder() ? composite : Escape.NONE;
  }

  /** Reads the two settings; what is wrong with either is said without naming the setting. */
  public static KeyTemplate of(String keyspace, String separator) {
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("is empty: 1 and 23 would share a key with 12 and 3");
    }
    return new KeyTemplate(Template.parse(keyspace, PLACEHOLDERS), separator);
  }

  /** Whether the keyspace names the table or its schema. */
  public boolean needsTable() {
    return keyspace.uses(TABLE) || keyspace.uses(SCHEMA);
  }

  /** What every key of one table and topic begins with: the keyspace and the separator. */
  public String prefix(UnaryOperator<String> value) {
    if (keyspace.parts().isEmpty()) {
      return "";
    }
    return keyspace.fill(name -> single.apply(value.apply(name))) + separator;
  }

  /** The key of a row: its prefix and its primary key. */
  public String key(String prefix, List<String> primaryKey) {
    if (primaryKey.size() == 1) {
      return prefix + single.apply(primaryKey.get(0));
    }
    StringBuilder key = new StringBuilder(prefix);
    for (int i = 0; i < primaryKey.size(); i++) {
      if (i > 0) {
        key.append(separator);
      }
      key.append(composite.apply(primaryKey.get(i)));
    }
    return key.toString();
  }

  /** The literal text behind the keyspace's first placeholder. */
  private static String between(Template keyspace, String separator) {
    StringBuilder between = new StringBuilder();
    boolean placeholderSeen = false;
    boolean literalSince = true;
    for (Template.Part part : keyspace.parts()) {
      if (part instanceof Template.Part.Literal literal) {
        if (placeholderSeen) {
          between.append(literal.text());
        }
        literalSince = true;
      } else {
        if (placeholderSeen && !literalSince) {
          throw new IllegalArgumentException(
              "two placeholders without text between them: different rows would share a key");
        }
        placeholderSeen = true;
        literalSince = false;
      }
    }
    return placeholderSeen ? between + separator : between.toString();
  }
}
