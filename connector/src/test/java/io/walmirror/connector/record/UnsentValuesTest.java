package io.walmirror.connector.record;

import static io.walmirror.connector.record.ChangedTable.INT4;
import static io.walmirror.connector.record.ChangedTable.TEXT;
import static io.walmirror.connector.record.ChangedTable.UNSENT;
import static io.walmirror.connector.record.ChangedTable.column;
import static io.walmirror.connector.record.ChangedTable.identified;
import static io.walmirror.connector.record.ChangedTable.told;
import static io.walmirror.connector.record.ChangedTable.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large values that did not change and were not sent, in keys and in rows that come. */
class UnsentValuesTest {

  private static final TableDescription DOCUMENT =
      told(List.of("id", "title", "n"), Set.of("id", "title"), "id");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyIsNeverMadeOfAValueThatWasNotSent(boolean shown) {
    ChangedTable table = byTitle('d', shown);

    assertThatThrownBy(() -> table.update(null, "1", UNSENT, "2"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column title of public.t is in the key")
        .hasMessageContaining("ALTER TABLE public.t REPLICA IDENTITY FULL")
        .hasMessageContaining("message.key.columns");
    assertThatThrownBy(() -> table.insert("1", UNSENT, "2")).isInstanceOf(DataException.class);
    assertThat(table.records).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyIsMadeOfWhatTheRowBeforeTellsOfIt(boolean shown) {
    ChangedTable full = byTitle('f', shown);
    full.update(whole("1", "large", "1"), "1", UNSENT, "2");
    assertThat(full.keys()).containsExactly("u [large]");

    ChangedTable index = byTitle('i', shown);
    OldRow old = identified(null, "large", null);
    index.update(old, "1", UNSENT, "2");
    assertThat(index.keys()).containsExactly("u [large]");
  }

  @Test
  void aKeyThatTheRowBeforeDoesNotTellIsNotMovedFromNowhere() {
    ChangedTable table = byTitle('d', true);

    table.update(identified("1", null, null), "2", "title", "1");

    assertThat(table.keys()).containsExactly("u [title]");
  }

  private static ChangedTable byTitle(char identity, boolean shown) {
    boolean full = identity == 'f';
    List<Relation.Column> columns =
        List.of(
            column("id", INT4, identity != 'i'),
            column("title", TEXT, identity != 'd'),
            column("n", INT4, full));
    Predicate<String> title = column -> column.equals("public.t.title");
    ColumnRules rules =
        new ColumnRules(
            column -> shown || !title.test(column), List.of(), List.of(title), SchemaRules.USUAL);
    return ChangedTable.of(identity, columns, DOCUMENT, rules);
  }

  @Test
  void aRowThatComesWithoutALargeValueIsAskedForIt() {
    List<Relation.Column> columns =
        List.of(column("id", INT4, true), column("body", TEXT, false), column("n", INT4, true));
    TableDescription described = told(List.of("id", "body", "n"), Set.of("id", "n"), "id");
    ChangedTable table = ChangedTable.of('i', columns, described, ColumnRules.NONE);

    table.insert("1", UNSENT, "2");
    table.now.put("body", "large");
    table.insert("2", UNSENT, "2");

    assertThat(table.unchanged(0)).isEqualTo("u+body");
    assertThat(table.unchanged(1)).isNull();
    assertThat(table.value(1, "after").get("body")).isEqualTo("large");
  }

  @Test
  void aRowThatComesWithoutALargeValueIsNoticedAgainAfterACrash() {
    List<Relation.Column> columns =
        List.of(column("id", INT4, true), column("body", TEXT, false), column("n", INT4, true));
    TableDescription described = told(List.of("id", "body", "n"), Set.of("id", "n"), "id");
    ChangedTable table = ChangedTable.of('i', columns, described, ColumnRules.NONE);
    table.beginSnapshot();

    table.insert("1", "large", "2");
    table.insert("2", UNSENT, "2");

    assertThat(table.records.get(1).sourceOffset())
        .as("stays before the row that may have to be read again")
        .isEqualTo(table.records.get(0).sourceOffset());
  }
}
