package io.walmirror.bench.orders;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** A row of eight columns, from its number and from how often it was written before. */
public record Order(long id, int pass) {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long FIRST_MICROS = 1_767_225_600_000_000L;
  private static final long SECOND = 1_000_000;
  private static final long ODD_MICROS = 123_457;

  String customer() {
    return "Customer " + Long.toHexString(id * 0x9E37_79B9_7F4A_7C15L);
  }

  /** The amount's digits before and after the point. */
  int whole() {
    return (int) (id % 9973) + pass;
  }

  int hundredths() {
    return (int) (id % 100);
  }

  int quantity() {
    return (int) ((id + pass) % 17);
  }

  boolean paid() {
    return (id + pass) % 3 == 0;
  }

  /** In microseconds from 1970. */
  long createdAt() {
    return FIRST_MICROS + id * SECOND + ODD_MICROS;
  }

  /** In microseconds from 1970; NULL in every fifth row. */
  OptionalLong updatedAt() {
    return (id + pass) % 5 == 0
        ? OptionalLong.empty()
        : OptionalLong.of(FIRST_MICROS + (2 * id + pass) * SECOND + ODD_MICROS);
  }

  String details() {
    return "{\"sku\": \"SKU-"
        + id % 1000
        + "\", \"tags\": [\"new\", \"gift\", "
        + pass
        + "], \"colour\": \"blue\", \"weight\": 1.25}";
  }

  /** As PostgreSQL prints it in UTC, in the columns' order; a column that is NULL is not there. */
  public Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", Long.toString(id));
    columns.put("customer", customer());
    columns.put("amount", String.format(Locale.ROOT, "%d.%02d", whole(), hundredths()));
    columns.put("quantity", Integer.toString(quantity()));
    columns.put("paid", Boolean.toString(paid()));
    columns.put("created_at", timestamp(createdAt()));
    updatedAt().ifPresent(micros -> columns.put("updated_at", timestamp(micros)));
    columns.put("details", details());
    return columns;
  }

  private static String timestamp(long micros) {
    return MICROS.format(Instant.ofEpochSecond(micros / SECOND, micros % SECOND * 1000)) + "+00";
  }
}
