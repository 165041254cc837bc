package io.walmirror.connector.convert;

import io.walmirror.connector.catalog.DeclaredType;
import io.walmirror.connector.value.MalformedValueException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.function.Function;
import org.postgresql.geometric.PGbox;
import org.postgresql.geometric.PGcircle;
import org.postgresql.geometric.PGline;
import org.postgresql.geometric.PGlseg;
import org.postgresql.geometric.PGpath;
import org.postgresql.geometric.PGpoint;
import org.postgresql.geometric.PGpolygon;
import org.postgresql.util.PGInterval;

/**
 * What a converter is given: the Java object that Debezium makes of a streamed value, and the text
 * that PostgreSQL prints for every type that Debezium has no object for.
 */
final class HandedValues {

  private HandedValues() {}

  /** The object of a printed value. */
  static Function<String, Object> of(DeclaredType type) {
    return switch (type.oid()) {
      case 16 -> "t"::equals;
      case 17 -> text -> HexFormat.of().parseHex(text, 2, text.length());
      case 21, 23 -> Integer::valueOf;
      case 26, 20 -> Long::valueOf;
      case 700 -> Float::valueOf;
      case 701 -> Double::valueOf;
      case 1700 -> HandedValues::decimal;
      case 790 -> HandedValues::money;
      case 600 -> parsed(PGpoint::new);
      case 601 -> parsed(PGlseg::new);
      case 602 -> parsed(PGpath::new);
      case 603 -> parsed(PGbox::new);
      case 604 -> parsed(PGpolygon::new);
      case 628 -> parsed(PGline::new);
      case 718 -> parsed(PGcircle::new);
      case 1186 -> parsed(PGInterval::new);
      case 1082 -> HandedTimes::date;
      case 1114 -> HandedTimes::timestamp;
      case 1184 -> HandedTimes::zonedTimestamp;
      default -> text -> text;
    };
  }

  /** A number where it is one; NaN and the infinities as doubles. */
  private static Object decimal(String text) {
    char last = text.charAt(text.length() - 1);
    return last >= '0' && last <= '9' ? new BigDecimal(text) : (Object) Double.valueOf(text);
  }

  /** Printed with lc_monetary = C, as every connection here is set. */
  private static BigDecimal money(String text) {
    return new BigDecimal(text.replace("$", "").replace(",", ""));
  }

  /** A constructor of the driver's, which takes a printed value. */
  private interface Parse {
    Object of(String text) throws SQLException;
  }

  private static Function<String, Object> parsed(Parse parse) {
    return text -> {
      try {
        return parse.of(text);
      } catch (SQLException e) {
        throw new MalformedValueException(
            "value for a converter",
            "it is not what the server prints, " + bytes(text),
            ConverterFailedException.withoutMessage(e));
      }
    };
  }

  private static String bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + " bytes";
  }
}
