package io.walmirror.connector.snapshot;

/**
 * What is kept of a table's form, in a few bytes: enough to tell whether rows that were there when
 * it was seen would be other events now. Hashes are of what the table had then; columns and labels
 * that came since are told apart by their numbers.
 */
public record KnownForm(int attributes, long label, long definition, long files, long marks) {

  /** Of a table that is not published now: what happens to it meanwhile is not told. */
  static final KnownForm AWAY = new KnownForm(0, 0, 0, 0, 0);

  /**
   * True if rows from before have other values in this form, or other columns, or another name.
   * {@code sameServer}: marks mean nothing in a cluster that was made anew.
   */
  boolean isOutdated(TableForm now, boolean sameServer) {
    KnownForm same = now.upTo(attributes, label);
    boolean rewritten = files != same.files;
    if (definition != same.definition || (rewritten && sameServer && marks != same.marks)) {
      return true;
    }
    int added = 0;
    for (TableForm.Column column : now.columns()) {
      if (column.number() > attributes) {
        added++;
        // Without a value in rows from before it is the NULL that a mirror has of it already.
        if (column.published() && (column.filled() || rewritten)) {
          return true;
        }
      }
    }
    // One that came and went may be in events of the time between.
    return now.attributes() - attributes > added;
  }
}
