package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Large values that did not change and were not sent. */
class ToastScenariosIT extends TypeScenarios {

  private static final String LARGE = "repeat('x', 9000)";

  @Test
  @Covers({29, 32})
  void theyAreLeftOutWhereThatIsWanted() {
    createTable();
    settings.put("unavailable.value.mode", "omit");
    startBoth();
    change();

    Event update = await(2).get(1);
    assertThat(update.after().get("a")).isNull();
    assertThat(update.after().get("b")).as("NOT NULL").isEqualTo("");
    assertThat(update.after().get("c")).isNull();
    assertThat(update.header(HeaderNames.UNCHANGED)).isEqualTo("u+a+b+c");
  }

  @Test
  @Covers({29, 32})
  void elsePlaceholdersStandForThem() {
    createTable();
    settings.put("unavailable.value.placeholder", "(not sent)");
    settings.put("binary.handling.mode", "hex");
    startBoth();
    change();

    Event update = await(2).get(1);
    for (String column : List.of("a", "b", "c")) {
      assertThat(update.after().get(column)).as(column).isEqualTo("(not sent)");
    }
    assertThat(update.header(HeaderNames.UNCHANGED)).isEqualTo("u+a+b+c");
  }

  @Test
  @Covers(31)
  void whatTheIdentityHasOfThemIsTakenFromThere() {
    createTable();
    database.execute("ALTER TABLE large REPLICA IDENTITY FULL");
    startBoth();
    change();

    Event update = await(2).get(1);
    Struct row = update.after();
    assertThat(row.getString("a")).hasSize(9000);
    assertThat(row.getString("b")).hasSize(9000);
    assertThat(row.getBytes("c")).hasSize(9000);
    assertThat(update.header(HeaderNames.UNCHANGED)).isNull();
  }

  private void createTable() {
    database.execute(
        "CREATE TABLE large (id int PRIMARY KEY, n int, a text, b text NOT NULL, c bytea)",
        "ALTER TABLE large ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL,"
            + " ALTER c SET STORAGE EXTERNAL");
  }

  private void change() {
    database.execute(
        "INSERT INTO large VALUES (1, 1, "
            + LARGE
            + ", "
            + LARGE
            + ", decode(repeat('ab', 9000), 'hex'))",
        "UPDATE large SET n = 2");
  }
}
