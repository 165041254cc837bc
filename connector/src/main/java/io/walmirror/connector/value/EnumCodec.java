package io.walmirror.connector.value;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaBuilder;

/** An enum by its labels, which are the same in both forms. */
final class EnumCodec implements Codec {

  private final int typeOid;
  private final String allowed;
  private final Set<String> labels;

  EnumCodec(int typeOid, List<String> labels) {
    this.typeOid = typeOid;
    this.allowed = String.join(",", labels);
    this.labels = new HashSet<>(labels);
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string()
        .name("io.debezium.data.Enum")
        .version(1)
        .parameter("allowed", allowed);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return text(bytes, at, length);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String label = Codec.string(bytes, at, length);
    if (!labels.contains(label)) {
      throw new UnknownLabelException(typeOid, label);
    }
    return label;
  }

  @Override
  public Object zero() {
    return "";
  }
}
