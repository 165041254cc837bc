package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Types beyond the common ones, each against what PostgreSQL prints. */
class OtherTypesIT extends TypeScenarios {

  private static final int ROWS = 200;

  /** Before version 16 the server sends, and prints, a high byte as it is. */
  @Test
  @Covers(1)
  void aCharacterOfOneByteIsTheSameTextOnEveryVersionWhateverTheByte() {
    database.execute("CREATE TABLE bytes (id int PRIMARY KEY, a \"char\", b \"char\"[])");
    startBoth();
    database.execute(
        "INSERT INTO bytes SELECT g, g::\"char\", ARRAY[g::\"char\"]"
            + " FROM generate_series(-128, 127) g");
    for (Event event : await(256)) {
      int value = (int) event.after().get("id");
      String printed = value == 0 ? "" : Character.toString(value & 0xff);
      String text = value < 0 ? "\\" + Integer.toOctalString(value & 0xff) : printed;
      assertThat(event.after().get("a")).as("%d", value).isEqualTo(text);
      assertThat(event.after().get("b")).as("%d", value).isEqualTo(List.of(text));
    }
  }

  @Test
  @Covers(1)
  void typesThatAreTextsArriveAsPostgresPrintsThem() throws SQLException {
    database.execute(
        "CREATE EXTENSION citext",
        "CREATE EXTENSION ltree",
        "CREATE TABLE texts (id int PRIMARY KEY, a inet, b cidr, c macaddr, d macaddr8, e tsvector,"
            + " f citext, g ltree, ea tsvector[], ba cidr[])",
        "ALTER TABLE texts REPLICA IDENTITY FULL");
    startBoth();
    try (Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO texts SELECT ?, ?::inet, network(?::inet), ?::macaddr, ?::macaddr8,"
                    + " ?::tsvector, ?, ?::ltree")) {
      connection.setAutoCommit(false);
      for (int id = 0; id < ROWS; id++) {
        insert.setInt(1, id);
        insert.setString(2, id % 9 == 0 ? null : address());
        insert.setString(3, address());
        insert.setString(4, hex(6));
        insert.setString(5, hex(8));
        insert.setString(6, lexemes());
        insert.setString(7, id % 5 == 0 ? "" : "Äb" + random.nextInt());
        insert.setString(8, id % 5 == 0 ? "" : "top.b" + random.nextInt(99));
        insert.executeUpdate();
      }
      run(connection, "UPDATE texts SET ea = ARRAY[e, NULL], ba = ARRAY[b]");
      connection.commit();
    }
    List<Event> events = await(2 * ROWS);
    sortById(events.subList(ROWS, 2 * ROWS));
    List<List<String>> printed =
        database.rows("SELECT id, a, b, c, d, e, f, g FROM texts ORDER BY id");
    assertThat(names(events.get(0).after().schema()))
        .containsExactly(
            null,
            null,
            null,
            null,
            null,
            "io.debezium.data.Tsvector",
            null,
            "io.debezium.data.Ltree",
            null,
            null);
    for (int id = 0; id < ROWS; id++) {
      for (Struct row :
          List.of(
              events.get(id).after(),
              events.get(ROWS + id).before(),
              events.get(ROWS + id).after())) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < 8; column++) {
          Object value = row.get(row.schema().fields().get(column));
          values.add(value == null ? null : value.toString());
        }
        assertThat(values).as("row %d, seed %d", id, seed).isEqualTo(printed.get(id));
      }
      assertThat(events.get(ROWS + id).after().getArray("ba"))
          .containsExactly(printed.get(id).get(2));
      assertThat(events.get(ROWS + id).after().getArray("ea"))
          .containsExactly(printed.get(id).get(5), null);
    }
    proof(
        "Addresses, text search vectors, citext and ltree arrive as PostgreSQL prints them",
        "OtherTypesIT",
        ROWS + " rows, random and edges, in binary and in text form, seed " + seed,
        "the printed text is PostgreSQL's own");
  }

  @Test
  @Covers(1)
  void bitsAreBytesFromTheLastBitOnAndOneBitIsABoolean() {
    database.execute(
        "CREATE TABLE bits (id int PRIMARY KEY, a bit(1), b bit(13), c varbit(40), d varbit,"
            + " e bit(64))");
    startBoth();
    database.execute(
        "INSERT INTO bits SELECT g, (g % 2)::bit(1), (g * 37)::bit(13), left(x, g % 41)::varbit(40),"
            + " left(x, g % 65)::varbit, x::bit(64) FROM (SELECT g, (hashint8extended(g, "
            + random.nextInt()
            + ")::bit(64))::text x FROM generate_series(1, "
            + ROWS
            + ") g) drawn");
    List<Event> events = await(ROWS);
    List<List<String>> printed =
        database.rows("SELECT a::text, b::text, c::text, d::text, e::text FROM bits ORDER BY id");
    Schema schema = events.get(0).after().schema();
    assertThat(schema.field("a").schema()).isEqualTo(Schema.OPTIONAL_BOOLEAN_SCHEMA);
    assertThat(schema.field("b").schema().name()).isEqualTo("io.debezium.data.Bits");
    assertThat(schema.field("b").schema().parameters()).containsEntry("length", "13");
    assertThat(schema.field("d").schema().parameters()).containsEntry("length", "2147483647");
    for (int i = 0; i < ROWS; i++) {
      Struct row = events.get(i).after();
      List<String> expected = printed.get(i);
      assertThat(row.get("a")).as("seed %d", seed).isEqualTo(expected.get(0).equals("1"));
      List<String> columns = List.of("b", "c", "d", "e");
      for (int column = 0; column < columns.size(); column++) {
        String bits = expected.get(column + 1);
        assertThat(bits((ByteBuffer) row.get(columns.get(column)), bits.length()))
            .as("column %s, seed %d", columns.get(column), seed)
            .isEqualTo(bits);
      }
    }
  }

  @Test
  void aPointIsItsCoordinatesAndWellKnownBinary() {
    database.execute("CREATE TABLE points (id int PRIMARY KEY, p point, q point[])");
    startBoth();
    database.execute(
        "INSERT INTO points VALUES (1, '(1.5,-2e-300)', ARRAY['(0.1,Infinity)'::point, NULL])");
    Struct row = await(1).get(0).after();

    Struct point = row.getStruct("p");
    assertThat(point.schema().name()).isEqualTo("io.debezium.data.geometry.Point");
    assertThat(point.get("x")).isEqualTo(1.5);
    assertThat(point.get("y")).isEqualTo(-2e-300);
    assertThat(point.get("srid")).isNull();
    assertThat(HexFormat.of().formatHex(point.getBytes("wkb")))
        .startsWith("0101000000000000000000f83f");
    List<Struct> points = row.getArray("q");
    assertThat(points.get(0).get("x")).isEqualTo(0.1);
    assertThat(points.get(0).get("y")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(points.get(1)).isNull();
  }

  private static List<String> names(Schema schema) {
    List<String> names = new ArrayList<>();
    schema.fields().forEach(field -> names.add(field.schema().name()));
    return names;
  }

  private static String bits(ByteBuffer value, int count) {
    assertThat(value.remaining()).isLessThanOrEqualTo((count + 7) / 8);
    StringBuilder bits = new StringBuilder();
    for (int bit = count - 1; bit >= 0; bit--) {
      int at = bit / 8;
      // Bytes behind the highest bit that is set are not sent.
      bits.append(at < value.remaining() ? (value.get(value.position() + at) >> (bit % 8)) & 1 : 0);
    }
    return bits.toString();
  }

  /** An address whose groups are often zero, with all that IPv6 has of special forms. */
  private String address() {
    if (random.nextInt(3) == 0) {
      return "%d.%d.%d.%d/%d"
          .formatted(
              random.nextInt(256),
              random.nextInt(3),
              random.nextInt(256),
              random.nextInt(2),
              random.nextInt(33));
    }
    StringBuilder address = new StringBuilder();
    int kind = random.nextInt(4);
    for (int group = 0; group < 8; group++) {
      int value = random.nextInt(3) > 0 ? 0 : random.nextInt(0x10000);
      if (kind == 0 && group < 6) {
        value = group == 5 && random.nextBoolean() ? 0xffff : 0;
      }
      address.append(group == 0 ? "" : ":").append(Integer.toHexString(value));
    }
    int network = random.nextInt(3) == 0 ? random.nextInt(129) : 128;
    return address.append('/').append(network).toString();
  }

  private String hex(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String lexemes() {
    List<String> words =
        List.of("'a'", "'it''s':3A", "'b\\\\c':1,5B,16383C", "'ß€':7", "x:2D", "' '");
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append(random.nextBoolean() ? word + " " : "");
    }
    return text.toString();
  }
}
