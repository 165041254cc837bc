package io.walmirror.connector.value;

import org.apache.kafka.connect.data.SchemaBuilder;

/** Types whose value is a text, named after what the text means. */
final class Texts implements Codec {

  /** {@code text}, {@code varchar}, {@code bpchar}, {@code name}. */
  static final Codec PLAIN = new Texts(null, 0);

  static final Codec JSON = new Texts("io.debezium.data.Json", 0);

  /** Its binary form begins with a version byte. */
  static final Codec JSONB = new Texts("io.debezium.data.Json", 1);

  /** Its binary form begins with a version byte. */
  static final Codec LTREE = new Texts("io.debezium.data.Ltree", 1);

  static final Codec XML = new Texts("io.debezium.data.Xml", 0);

  private final String schemaName;
  private final int binaryHeader;

  private Texts(String schemaName, int binaryHeader) {
    this.schemaName = schemaName;
    this.binaryHeader = binaryHeader;
  }

  @Override
  public SchemaBuilder schema() {
    SchemaBuilder schema = SchemaBuilder.string();
    return schemaName == null ? schema : schema.name(schemaName).version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    if (binaryHeader > 0 && (length < 1 || bytes[at] != 1)) {
      throw new MalformedValueException(schemaName, "unknown version of the binary form");
    }
    return Codec.string(bytes, at + binaryHeader, length - binaryHeader);
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
}
