package io.walmirror.connector.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.PostgresType;
import io.walmirror.connector.value.ValueModes;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnDefaultTest {

  private static final int MOOD = 90_000;
  private static final int NUMERIC_6_2 = 4 + (6 << 16 | 2);

  private final Codecs codecs =
      new Codecs(
          ValueModes.DEFAULT,
          oid -> Optional.of(new PostgresType.Enumeration(List.of("sad", "it's"))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "25 # 'it''s'::text # it's",
        "25 # ''::text # ``",
        "25 # E'a\\\\b'::text # a\\b",
        "25 # 'a''::text'::text # a'::text",
        "25 # ('x'::text)::character varying(10) # x",
        "23 # 42 # 42",
        "23 # '-1'::integer # -1",
        "23 # (-1) # -1",
        "20 # (1)::bigint # 1",
        "21 # nextval('s'::regclass) # 0",
        "701 # 1e-07 # 1.0E-7",
        "16 # true # true",
        "16 # false # false",
        "1082 # '1970-01-02'::date # 1",
        "1082 # CURRENT_DATE # 0",
        "1184 # now() # 1970-01-01T00:00:00.000000Z",
        "1114 # (now() AT TIME ZONE 'utc'::text) # 0",
        "114 # '{\"a\": 1}'::json # {\"a\": 1}",
        "114 # f() # {}",
        "90000 # 'it''s'::mood # it's",
        "90000 # 'sad'::public.mood # sad"
      })
  void aLiteralIsAValueAndWhatAFunctionMakesIsZero(int oid, String expression, String value) {
    Codec codec = codecs.of(oid, -1).orElseThrow();
    Optional<Object> stated = ColumnDefault.of(expression, oid, -1, codec);
    assertThat(stated.map(Object::toString)).contains(value);
    SchemaBuilder schema = codec.schema().optional().defaultValue(stated.get());
    assertThat(schema.build().defaultValue()).isEqualTo(stated.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "('a'::text || 'b'::text)",
        "(1 + 2)",
        "NULL::text",
        "NULL",
        "ARRAY['a'::text]",
        "\"S\".f()",
        "('1'::integer * 2)",
        "CASE WHEN true THEN 'a'::text ELSE 'b'::text END",
        "'a",
        ""
      })
  void ofWhatIsComputedNothingIsSaid(String expression) {
    assertThat(of(expression, 25, -1)).isEmpty();
    assertThat(of(expression, 23, -1)).isEmpty();
  }

  @Test
  void ofWhatIsNoValueOfItsTypeNothingIsSaid() {
    assertThat(of("'x'::text", 23, -1)).isEmpty();
    assertThat(of("'NaN'::numeric", 1700, NUMERIC_6_2)).isEmpty();
    assertThat(of("'once'::mood", MOOD, -1)).isEmpty();
    assertThat(of("'(1,2)'::point", 600, -1)).as("a struct").isEmpty();
    assertThat(of("'10.1.2.3'::inet", 869, -1)).as("not in Debezium either").isEmpty();
  }

  @Test
  void aNumericHasTheScaleOfItsColumn() {
    assertThat(of("5", 1700, NUMERIC_6_2)).contains(new BigDecimal("5.00"));
    assertThat(of("1.239", 1700, NUMERIC_6_2)).as("it is rounded where it is used").isEmpty();
    assertThat(of("random()", 1700, NUMERIC_6_2)).contains(new BigDecimal("0.00"));
    assertThat(of("1.5", 1700, -1)).as("a struct").isEmpty();
  }

  private Optional<Object> of(String expression, int oid, int modifier) {
    return ColumnDefault.of(expression, oid, modifier, codecs.of(oid, modifier).orElseThrow());
  }
}
