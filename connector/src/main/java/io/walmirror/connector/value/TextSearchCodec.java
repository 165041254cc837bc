package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code tsvector} as PostgreSQL prints it. The binary form is a count of lexemes, each with an end
 * mark, a count of positions and the positions, whose two highest bits are the weight.
 */
final class TextSearchCodec implements Codec {

  private static final String[] WEIGHTS = {"", "C", "B", "A"};

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string().name("io.debezium.data.Tsvector").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    int end = at + length;
    if (length < 4) {
      throw malformed();
    }
    int lexemes = Bytes.int4(bytes, at);
    int next = at + 4;
    StringBuilder text = new StringBuilder(2 * length);
    for (int i = 0; i < lexemes; i++) {
      int mark = next;
      while (mark < end && bytes[mark] != 0) {
        mark++;
      }
      if (end - mark < 3) {
        throw malformed();
      }
      text.append(i == 0 ? "'" : " '");
      text.append(quoted(new String(bytes, next, mark - next, StandardCharsets.UTF_8)));
      text.append('\'');
      int positions = Bytes.int2(bytes, mark + 1) & 0xffff;
      next = mark + 3;
      if ((end - next) / 2 < positions) {
        throw malformed();
      }
      for (int j = 0; j < positions; j++, next += 2) {
        int position = Bytes.int2(bytes, next) & 0xffff;
        text.append(j == 0 ? ':' : ',').append(position & 0x3fff).append(WEIGHTS[position >> 14]);
      }
    }
    if (lexemes < 0 || next != end) {
      throw malformed();
    }
    return text.toString();
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return Codec.string(bytes, at, length);
  }

  @Override
  public Object zero() {
    return "";
  }

  @Override
  public Object unavailable(String placeholder) {
    return placeholder;
  }

  private static String quoted(String lexeme) {
    return lexeme.replace("\\", "\\\\").replace("'", "''");
  }

  private static MalformedValueException malformed() {
    return new MalformedValueException("tsvector", "its length does not fit its lexemes");
  }
}
