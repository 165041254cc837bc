package io.walmirror.connector.topic;

import java.util.Locale;

/** Which names schemas may have: any, or only those that Avro knows. */
public enum SchemaNames {
  NONE,
  AVRO,
  AVRO_UNICODE;

  public static SchemaNames of(String mode) {
    return valueOf(mode.toUpperCase(Locale.ROOT));
  }

  /** The name with the signs replaced that it may not have. */
  public String fit(String name) {
    if (this == NONE) {
      return name;
    }
    StringBuilder fit = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char sign = name.charAt(i);
      if (isValid(sign, i == 0)) {
        fit.append(sign);
      } else {
        fit.append(this == AVRO ? "_" : String.format("_u%04x", (int) sign));
      }
    }
    return fit.toString();
  }

  private boolean isValid(char sign, boolean first) {
    return (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || (sign == '_' && this == AVRO)
        || (!first && ((sign >= '0' && sign <= '9') || sign == '.'));
  }
}
