package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Domains: a column of one is like a column of what the domain is made of. */
class DomainScenariosIT extends TypeScenarios {

  @Test
  @Covers(27)
  void aDomainIsItsBaseTypeWithTheModifierThatItDeclares() {
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN price AS numeric(10,2)",
        "CREATE DOMAIN positive_price AS price CHECK (VALUE > 0)",
        "CREATE DOMAIN moment AS timestamp(3)",
        "CREATE DOMAIN feeling AS mood",
        "CREATE DOMAIN numbers AS int[]",
        "CREATE TABLE plain (id int PRIMARY KEY, a numeric(10,2) NOT NULL, b numeric(10,2),"
            + " c timestamp(3), d mood, e int[], f text)",
        "CREATE DOMAIN words AS text",
        "CREATE TABLE named (id int PRIMARY KEY, a price NOT NULL, b positive_price, c moment,"
            + " d feeling, e numbers, f words)",
        "ALTER TABLE plain REPLICA IDENTITY FULL",
        "ALTER TABLE named REPLICA IDENTITY FULL");
    startBoth();
    int rows = 100;
    database.execute(
        "INSERT INTO plain SELECT g, ((%d * g) %% 100000 + 1) / 100.0, CASE g %% 3 WHEN 0 THEN NULL ELSE g END,"
                .formatted(1 + random.nextInt(9999))
            + " timestamp '2026-11-21' + g * interval '1.234 s', enum_first(NULL::mood),"
            + " ARRAY[g, NULL], repeat('x', g) FROM generate_series(1, "
            + rows
            + ") g",
        "INSERT INTO named SELECT * FROM plain",
        "UPDATE named SET c = NULL, f = ''");
    List<Event> events = await(3 * rows);
    sortById(events.subList(rows, 2 * rows));
    sortById(events.subList(2 * rows, 3 * rows));
    for (int i = 0; i < rows; i++) {
      Struct plain = events.get(i).after();
      Struct named = events.get(rows + i).after();
      for (Field field : plain.schema().fields()) {
        String column = field.name();
        assertThat(named.schema().field(column).schema()).as(column).isEqualTo(field.schema());
        assertThat(named.get(column)).as("%s, seed %d", column, seed).isEqualTo(plain.get(field));
      }
      assertThat(events.get(2 * rows + i).before()).isEqualTo(named);
    }
    assertThat(events.get(0).after().get("a"))
        .isEqualTo(new BigDecimal(database.value("SELECT a FROM plain WHERE id = 1")));
  }

  /** Each element has bounds of its own, so that no list of lists has room for them. */
  @Test
  @Covers(27)
  void arraysOfADomainOverAnArrayAreWhatPostgresPrints() {
    database.execute(
        "CREATE DOMAIN numbers AS int[]",
        "CREATE DOMAIN counts AS numbers",
        "CREATE TABLE nested (id int PRIMARY KEY, v numbers[], w counts[])");
    startBoth();
    database.execute(
        "INSERT INTO nested VALUES (1, ARRAY['{1,2}', NULL, '{3}']::numbers[],"
            + " ARRAY[ARRAY['[5:6]={7,8}']]::counts[][]), (2, '{}', NULL)");
    List<Event> events = await(2);
    for (int i = 0; i < 2; i++) {
      Struct row = events.get(i).after();
      String printed = "SELECT %s::text FROM nested WHERE id = " + (i + 1);
      assertThat(row.get("v")).isEqualTo(database.value(printed.formatted("v")));
      assertThat(row.get("w")).isEqualTo(database.value(printed.formatted("w")));
    }
    assertThat(events.get(0).after().get("v")).isEqualTo("{\"{1,2}\",NULL,\"{3}\"}");
  }
}
