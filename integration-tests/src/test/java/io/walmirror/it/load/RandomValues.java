package io.walmirror.it.load;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

/** Random values as PostgreSQL reads them; ordinary and awkward ones. */
final class RandomValues {

  private static final String[] WORDS = {
    "",
    " ",
    "plain",
    "two words",
    "Zoë",
    "日本語",
    "🦭🧊",
    "a:b",
    "50%",
    "%3A",
    "back\\slash",
    "\"quoted\"",
    "it's",
    "line\nbreak",
    "tab\there",
    "{\"not\": \"json\"}",
    "null",
    "NULL",
    "\u00a0",
    "__debezium",
    "-0",
    "p0000"
  };
  private static final int LARGE = 6000;

  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  String text() {
    return WORDS[random.nextInt(WORDS.length)] + (random.nextBoolean() ? random.nextInt(1000) : "");
  }

  String money() {
    return String.format("%s%d.%02d", sign(), random.nextLong(1_000_000_000L), random.nextInt(100));
  }

  /** Any scale. Debezium's form of a numeric without declared scale has no zeros at the end. */
  String number() {
    BigDecimal number =
        BigDecimal.valueOf(random.nextLong(-1_000_000_000L, 1_000_000_000L), random.nextInt(12));
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  String truth() {
    return random.nextBoolean() ? "true" : "false";
  }

  String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  String date() {
    return LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_000_000)).toString();
  }

  /** A moment between 1900 and 2150, often with microseconds. */
  String moment() {
    long seconds = -2_208_988_800L + random.nextLong(7_889_000_000L);
    int micros = random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000);
    return Instant.ofEpochSecond(seconds, micros * 1000L).toString();
  }

  String json() {
    return String.format(
        "{\"n\": %s, \"nested\": {\"list\": [1, null, %d, true]}, \"t\": \"%d \\u00e9\"}",
        number(), random.nextInt(10), random.nextInt(100));
  }

  String bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return "\\x" + HexFormat.of().formatHex(bytes);
  }

  /** Large enough to be stored out of line. */
  String large() {
    StringBuilder text = new StringBuilder(LARGE);
    while (text.length() < LARGE) {
      text.append(Long.toHexString(random.nextLong())).append(' ');
    }
    return text.toString();
  }

  private String sign() {
    return random.nextInt(3) == 0 ? "-" : "";
  }
}
