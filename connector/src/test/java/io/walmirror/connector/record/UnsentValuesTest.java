package io.walmirror.connector.record;

import static io.walmirror.connector.record.ChangedTable.told;

import io.walmirror.connector.catalog.TableDescription;
import java.util.List;
import java.util.Set;

/** Large values that did not change and were not sent, in keys and in rows that come. */
class UnsentValuesTest {

  private static final TableDescription DOCUMENT =
      told(List.of("id", "title", "n"), Set.of("id", "title"), "id");
}
