package io.walmirror.sink.row;

import java.util.Map;
import java.util.TreeMap;

/** Rows as texts, by column, without what is NULL. */
final class RowTexts {

  private RowTexts() {}

  static Map<String, String> texts(Row row) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < row.columns().size(); i++) {
      if (row.value(i) != null) {
        texts.put(row.columns().name(i), row.bytes(i, row.value(i)).toString());
      }
    }
    return texts;
  }
}
