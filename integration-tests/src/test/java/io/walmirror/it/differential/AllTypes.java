package io.walmirror.it.differential;

import java.util.List;
import java.util.stream.Stream;

/** Every kind of column type that PostgreSQL has without foreign extensions, with its edges. */
final class AllTypes {

  /** What must be there before the tables. */
  static final List<String> DEFINITIONS =
      List.of(
          "CREATE EXTENSION citext",
          "CREATE EXTENSION ltree",
          "CREATE EXTENSION hstore",
          "CREATE EXTENSION isn",
          "CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy')",
          "CREATE TYPE pair AS (x int, label text, at timestamptz)",
          "CREATE DOMAIN count AS int CHECK (value >= 0)",
          "CREATE DOMAIN price AS numeric(10,2)",
          "CREATE DOMAIN fine_price AS price",
          "CREATE DOMAIN short_text AS varchar(10)",
          "CREATE DOMAIN mood_of_day AS mood",
          "CREATE TYPE floats AS RANGE (subtype = float8)");

  private static final List<TypeCase> NUMBERS =
      List.of(
          type("bool_", "bool", "true", "false"),
          type("int2_", "int2", "-32768", "0", "32767"),
          type("int4_", "int4", "-2147483648", "0", "2147483647"),
          type("int8_", "int8", "-9223372036854775808", "0", "9223372036854775807"),
          type("oid_", "oid", "0", "4294967295"),
          type("float4_", "float4", "1.5", "0.1", "NaN", "-Infinity", "1e-45", "3.4028235e38"),
          type("float8_", "float8", "1.5", "0.1", "NaN", "-Infinity", "4.9e-324", "1.7e308"),
          type("numeric_10_2", "numeric(10,2)", "0", "1.5", "-12345678.90"),
          type("numeric_38_0", "numeric(38,0)", "0", "-12345678901234567890123456789012345678"),
          type("numeric_free", "numeric", "0", "1.500", "-1e-20", "100", "1e40"),
          type("money_", "money", "0", "12.34", "-92233720368547758.08", "92233720368547758.07"));

  private static final List<TypeCase> TEXTS =
      List.of(
          type("text_", "text", "", "Äß€😀", "a\\b\"c'd,{e}"),
          type("varchar_10", "varchar(10)", "", "ten chars!"),
          type("bpchar_5", "char(5)", "", "abc"),
          type("one_char", "\"char\"", "x"),
          type("name_", "name", "a name"),
          type("citext_", "citext", "", "MiXed"),
          type("bytea_", "bytea", "", "\\x00ff7f80", "text"),
          type("json_", "json", "{}", "{\"b\": 1,  \"a\": [1.0, null]}", "null"),
          type("jsonb_", "jsonb", "{}", "{\"b\": 1,  \"a\": [1.0, null]}", "\"x\""),
          type("xml_", "xml", "<a b=\"c\">d</a>"),
          type("uuid_", "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
          type("ltree_", "ltree", "Top.Science.Astronomy"),
          type("tsvector_", "tsvector", "'a':1A 'fat':2,4C 'it''s'"),
          type("jsonpath_", "jsonpath", "$.a[*] ? (@ > 1)"),
          type("hstore_", "hstore", "", "a=>1", "\"k \\\" q\"=>\"v, \\\\ x\", b=>NULL"),
          type("mood_", "mood", "sad", "very happy"),
          type("count_", "count", "0", "7"),
          type("price_", "price", "1.5", "0"),
          type("fine_price_", "fine_price", "1.5", "0"),
          type("short_text_", "short_text", "", "short"),
          type("mood_of_day_", "mood_of_day", "ok"),
          type("pair_", "pair", "(1,\"a, \"\"b\"\"\",2020-01-01 00:00:00+00)", "(,,)"));

  private static final List<TypeCase> TIMES =
      List.of(
          type("date_", "date", "1970-01-01", "2020-02-29", "1066-10-14"),
          type("time_", "time", "00:00:00", "23:59:59.999999", "01:02:03.5"),
          type("time_3", "time(3)", "00:00:00", "23:59:59.999", "01:02:03.5"),
          type("time_0", "time(0)", "00:00:00", "23:59:59"),
          type("timetz_", "timetz", "00:00:00+00", "23:59:59.999999-08", "01:02:03.5+05:30"),
          type("timetz_24", "timetz", "24:00:00+00"),
          type("timestamp_", "timestamp", "1970-01-01", "2020-02-29 23:59:59.999999"),
          type("timestamp_3", "timestamp(3)", "1970-01-01", "2020-02-29 23:59:59.999"),
          type("timestamp_0", "timestamp(0)", "1970-01-01", "2020-02-29 23:59:59"),
          type("timestamptz_", "timestamptz", "1970-01-01 00:00:00+00", "2020-02-29 23:59:59.9+02"),
          type(
              "timestamptz_3",
              "timestamptz(3)",
              "1970-01-01 00:00:00+00",
              "2020-02-29 23:59:59.9+02"),
          type("timestamptz_inf", "timestamptz", "infinity", "-infinity"),
          type(
              "interval_",
              "interval",
              "0",
              "1 year 2 mons 3 days 04:05:06.78",
              "-1 year -2 mons +3 days -04:05:06.78",
              "1 mon"));

  private static final List<TypeCase> EDGES =
      List.of(
          type("date_inf", "date", "infinity", "-infinity"),
          type("date_bc", "date", "0044-03-15 BC", "4713-01-01 BC"),
          type("date_far", "date", "5874897-12-31"),
          type("time_24", "time", "24:00:00"),
          type("time_3_24", "time(3)", "24:00:00"),
          type("timestamp_inf", "timestamp", "infinity", "-infinity"),
          type("timestamp_3_inf", "timestamp(3)", "infinity", "-infinity"),
          type("timestamp_bc", "timestamp", "0044-03-15 12:00:00 BC"),
          type("timestamp_far", "timestamp(3)", "294276-12-31 23:59:59.999"),
          type("timestamptz_bc", "timestamptz", "0044-03-15 12:00:00+00 BC"),
          type("timestamptz_far", "timestamptz", "294276-12-31 23:59:59.999+00"));

  private static final List<TypeCase> OTHERS =
      List.of(
          type("inet_", "inet", "10.1.2.3", "10.1.2.3/8", "::1", "2001:db8::/32"),
          type("cidr_", "cidr", "10.0.0.0/8", "2001:db8::/32"),
          type("macaddr_", "macaddr", "08:00:2b:01:02:03"),
          type("macaddr8_", "macaddr8", "08:00:2b:01:02:03:04:05"),
          type("bit_1", "bit(1)", "0", "1"),
          type("bit_13", "bit(13)", "0000000000000", "1010101010101"),
          type("varbit_1", "varbit(1)", "1", "0"),
          type("varbit_20", "varbit(20)", "1", "10101010101"),
          type("varbit_free", "varbit", "1", "10101010101"),
          type("point_", "point", "(1.5,-2e-300)", "(0,0)"),
          type("box_", "box", "(3,4),(1,2)"),
          type("lseg_", "lseg", "[(1,2),(3,4)]"),
          type("path_open", "path", "[(1,2),(3,4)]"),
          type("path_closed", "path", "((1,2),(3,4),(5,6))"),
          type("polygon_", "polygon", "((0,0),(0,1),(1,1))"),
          type("circle_", "circle", "<(1,2),3.5>"),
          type("line_", "line", "{1,-2,3}"),
          type("int4range_", "int4range", "[1,5)", "empty", "(,5)", "(,)"),
          type("int8range_", "int8range", "[1,5)"),
          type("numrange_", "numrange", "[1.50,5)", "(,1)"),
          type("tsrange_", "tsrange", "[2020-01-01 00:00,2020-01-02 00:00]"),
          type("tstzrange_", "tstzrange", "[2020-01-01 00:00+00,2020-01-02 00:00:00.5+02]"),
          type("daterange_", "daterange", "[2020-01-01,2020-01-05]", "[2020-01-01,infinity)"),
          type("int4multirange_", "int4multirange", "{[1,5),[7,9)}", "{}"),
          type("tstzmultirange_", "tstzmultirange", "{[2020-01-01 00:00+00,2020-01-02 00:00+00)}"),
          type("pg_lsn_", "pg_lsn", "16/B374D848", "0/0"),
          type("xid_", "xid", "4294967295"),
          type("xid8_", "xid8", "18446744073709551615"),
          type("cid_", "cid", "7"),
          type("tid_", "tid", "(42,7)"),
          type("refcursor_", "refcursor", "a cursor"),
          type("pg_snapshot_", "pg_snapshot", "10:20:10,14"));

  /** The first of these makes the server be asked for text: all others were read in binary. */
  private static final List<TypeCase> IN_TEXT_ALONE =
      List.of(
          type("tsquery_", "tsquery", "fat & (rat | !cat:AB)"),
          type("isbn_", "isbn", "978-0-393-04002-9"),
          type("floats_", "floats", "[0.1,2]"),
          type("regclass_", "regclass", "pg_catalog.pg_class"),
          type("regtype_", "regtype", "integer"));

  private AllTypes() {}

  private static TypeCase type(String table, String type, String... literals) {
    return new TypeCase(table, type, List.of(literals));
  }

  static List<TypeCase> list() {
    return Stream.of(NUMBERS, TEXTS, TIMES, EDGES, OTHERS, IN_TEXT_ALONE)
        .flatMap(List::stream)
        .toList();
  }
}
