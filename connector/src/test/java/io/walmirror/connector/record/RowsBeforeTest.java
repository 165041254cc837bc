package io.walmirror.connector.record;

import static io.walmirror.connector.record.ChangedTable.INT4;
import static io.walmirror.connector.record.ChangedTable.TEXT;
import static io.walmirror.connector.record.ChangedTable.column;
import static io.walmirror.connector.record.ChangedTable.identified;
import static io.walmirror.connector.record.ChangedTable.told;
import static io.walmirror.connector.record.ChangedTable.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.value.ColumnMapping;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is made of the row before a change, where the catalog speaks of another time. */
class RowsBeforeTest {

  private static final List<Relation.Column> WHOLE =
      List.of(column("id", INT4, true), column("status", TEXT, true));

  /** The column became NOT NULL, and has a default, since these changes were made. */
  private static final TableDescription LATER =
      new TableDescription(
          List.of("id", "status"),
          Set.of("id", "status"),
          List.of("id"),
          Map.of("status", "'new'::text"));

  @Test
  void aNullInAWholeRowBeforeAChangeStaysANull() {
    ChangedTable table = ChangedTable.of('f', WHOLE, LATER, ColumnRules.NONE);

    table.update(whole("1", null), "1", "new");
    table.delete(whole("1", null));

    assertThat(table.keys()).containsExactly("u [1]", "d [1]", "- [1]");
    assertThat(table.value(0, "before").getWithoutDefault("status")).isNull();
    assertThat(table.value(0, "after").get("status")).isEqualTo("new");
    assertThat(table.value(1, "before").getWithoutDefault("status")).isNull();
  }

  @Test
  void aColumnThatTheIdentityDoesNotTellIsItsDefault() {
    List<Relation.Column> columns =
        List.of(column("id", INT4, true), column("status", TEXT, false));
    ChangedTable table = ChangedTable.of('d', columns, LATER, ColumnRules.NONE);

    table.delete(identified("1", null));

    assertThat(table.value(0, "before").get("status")).isEqualTo("new");
  }

  @Test
  void aKeyThatTheRowDoesNotShowMovesAlthoughTheRowsAreTheSame() {
    ColumnRules left =
        new ColumnRules(
            column -> !column.equals("public.t.id"), List.of(), List.of(), SchemaRules.USUAL);
    ChangedTable table = ChangedTable.of('f', WHOLE, LATER, left);

    table.update(whole("1", "new"), "2", "new");
    table.update(whole("2", "new"), "2", "new");

    assertThat(table.keys()).containsExactly("d [1]", "- [1]", "c [2]");
  }

  @Test
  void aKeyThatIsMaskedInTheRowMovesToo() {
    List<Relation.Column> columns = List.of(column("id", TEXT, true), column("status", TEXT, true));
    ColumnRules masked =
        new ColumnRules(
            column -> true,
            List.of(
                new ColumnRules.Mapped(
                    "column.mask.with.4.chars",
                    column -> column.equals("public.t.id"),
                    new ColumnMapping.Masked(4))),
            List.of(),
            SchemaRules.USUAL);
    ChangedTable table = ChangedTable.of('f', columns, LATER, masked);

    table.update(whole("a", "new"), "b", "new");

    assertThat(table.keys()).containsExactly("d [a]", "- [a]", "c [b]");
  }

  @Test
  void aPrimaryKeyThatWasNarrowedSinceNamesNoRowOfBefore() {
    List<Relation.Column> columns = List.of(column("tenant", INT4, true), column("id", INT4, true));
    TableDescription narrowed = told(List.of("tenant", "id"), Set.of("tenant", "id"), "id");
    ChangedTable table = ChangedTable.of('d', columns, narrowed, ColumnRules.NONE);

    table.insert("1", "7");
    table.insert("2", "7");
    table.delete(identified("1", "7"));

    assertThat(table.keys()).containsExactly("c [1, 7]", "c [2, 7]", "d [1, 7]", "- [1, 7]");
  }

  @Test
  void aPrimaryKeyInAnIndexThatIsTheIdentityIsTheKey() {
    List<Relation.Column> columns = List.of(column("tenant", INT4, true), column("id", INT4, true));
    TableDescription described = told(List.of("tenant", "id"), Set.of("tenant", "id"), "id");
    ChangedTable table = ChangedTable.of('i', columns, described, ColumnRules.NONE);

    table.delete(identified("1", "7"));

    assertThat(table.keys()).containsExactly("d [7]", "- [7]");
  }
}
