package io.walmirror.connector.record;

/** How names of schemas and fields are made fit for Avro, as Debezium does. */
public enum NameAdjustment {
  /** They are kept. */
  NONE,
  /** What Avro does not know is an underscore. */
  AVRO,
  /** What Avro does not know, and the underscore too, is {@code _u} and its number. */
  AVRO_UNICODE;

  /** The name of a schema, which may have dots. */
  String schema(String name) {
    return adjusted(name, true);
  }

  /** The name of a field. */
  String field(String name) {
    return adjusted(name, false);
  }

  private String adjusted(String name, boolean dots) {
    if (this == NONE) {
      return name;
    }
    StringBuilder made = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char sign = name.charAt(i);
      boolean digit = sign >= '0' && sign <= '9';
      if (isLetter(sign) || (i > 0 && (digit || (dots && sign == '.')))) {
        made.append(sign);
      } else if (this == AVRO_UNICODE) {
        made.append(String.format("_u%04x", (int) sign));
      } else {
        made.append(digit ? "_" + sign : "_");
      }
    }
    return made.toString();
  }

  private boolean isLetter(char sign) {
    return (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || (sign == '_' && this == AVRO);
  }
}
