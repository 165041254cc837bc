package io.walmirror.sink.template;

import io.walmirror.sink.template.Template.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How Redis keys are made: literal text, placeholders of the table, of the whole primary key and of
 * single columns. The default is a keyspace, the separator and the primary key.
 *
 * <p>Different rows get different keys: in values everything is escaped that stands between two
 * placeholders, so that a key falls apart into its values in one way only.
 */
public final class KeyTemplate {

  public static final String TABLE = "table";
  public static final String SCHEMA = "schema";
  public static final String TOPIC = "topic";

  /** All values of the primary key, with separators between. */
  public static final String PK = "pk";

  /** What a keyspace may name. */
  public static final Set<String> PLACEHOLDERS = Set.of(TABLE, SCHEMA, TOPIC);

  private final Template template;
  private final String separator;
  private final Escape single;
  private final Escape composite;

  private KeyTemplate(Template template, String separator) {
    this.template = template;
    this.separator = separator;
    List<String> between = between(template);
    this.single = between.isEmpty() ? Escape.NONE : Escape.of(between);
    between.add(separator);
    this.composite = Escape.of(between);
  }

  /** Reads the two settings; what is wrong with either is said without naming the setting. */
  public static KeyTemplate of(String keyspace, String separator) {
    checkSeparator(separator);
    List<Part> parts = new ArrayList<>(Template.parse(keyspace, PLACEHOLDERS).parts());
    if (!parts.isEmpty()) {
      parts.add(new Part.Literal(separator));
    }
    parts.add(new Part.Placeholder(PK));
    return new KeyTemplate(new Template(parts).merged(), separator);
  }

  /** Reads a whole key; the separator stands between the values of a composite primary key. */
  public static KeyTemplate parse(String key, String separator) {
    checkSeparator(separator);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    return new KeyTemplate(Template.parse(key), separator);
  }

  /** Whether the key names the table or its schema. */
  public boolean needsTable() {
    return names(TABLE) || names(SCHEMA);
  }

  public boolean names(String placeholder) {
    return template.uses(placeholder);
  }

  /** Whether the key depends on the row. */
  public boolean namesRow() {
    return names(PK) || !columns().isEmpty();
  }

  /** The columns that the key names one by one. */
  public Set<String> columns() {
    Set<String> columns = new TreeSet<>(template.placeholders());
    columns.removeAll(PLACEHOLDERS);
    columns.remove(PK);
    return columns;
  }

  /** Whether all columns of the primary key are in the key. */
  public boolean usesWholeKey() {
    return names(PK);
  }

  /** Whether it is the same text, and separates the same way. */
  public boolean isSame(KeyTemplate other) {
    return template.equals(other.template) && separator.equals(other.separator);
  }

  /** Whether something in the key tells the table's keys from others. */
  public boolean tellsKeys() {
    if (PLACEHOLDERS.stream().anyMatch(this::names)) {
      return true;
    }
    List<Part> parts = template.parts();
    return parts.get(0) instanceof Part.Literal
        || parts.stream().anyMatch(KeyTemplate::isLiteralWithWord);
  }

  /**
   * The keys of one table and topic, by what the placeholders of these stand for; one that is not
   * known stays as it is.
   */
  public TableKeys of(Function<String, Optional<String>> subject) {
    List<Part> parts = new ArrayList<>();
    for (Part part : template.parts()) {
      Optional<String> value =
          part instanceof Part.Placeholder placeholder && PLACEHOLDERS.contains(placeholder.name())
              ? subject.apply(placeholder.name())
              : Optional.empty();
      parts.add(value.<Part>map(text -> new Part.Literal(single.apply(text))).orElse(part));
    }
    return new TableKeys(new Template(parts).merged(), separator, single, composite);
  }

  private static void checkSeparator(String separator) {
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("is empty: 1 and 23 would share a key with 12 and 3");
    }
  }

  private static boolean isLiteralWithWord(Part part) {
    return part instanceof Part.Literal literal
        && literal.text().chars().anyMatch(Character::isLetterOrDigit);
  }

  /** The literal texts that stand between two placeholders. */
  private static List<String> between(Template template) {
    List<String> between = new ArrayList<>();
    boolean placeholderSeen = false;
    String since = "";
    for (Part part : template.parts()) {
      if (part instanceof Part.Literal literal) {
        since = literal.text();
        continue;
      }
      if (placeholderSeen && since.isEmpty()) {
        throw new IllegalArgumentException(
            "two placeholders without text between them: different rows would share a key");
      }
      if (placeholderSeen) {
        between.add(since);
      }
      placeholderSeen = true;
      since = "";
    }
    return between;
  }
}
