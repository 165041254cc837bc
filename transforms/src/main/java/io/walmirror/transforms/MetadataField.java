package io.walmirror.transforms;

import io.walmirror.envelope.Envelope;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Headers;

/** Metadata that is wanted, and the name of the header or field that shall hold it. */
record MetadataField(MetadataSource source, String name) {

  /** Reads {@code path} or {@code path:name}, which the setting's validator has accepted. */
  static MetadataField parse(String entry, String prefix) {
    int colon = entry.indexOf(':');
    String path = colon < 0 ? entry : entry.substring(0, colon).trim();
    String name = colon < 0 ? prefix + path.replace('.', '_') : entry.substring(colon + 1).trim();
    MetadataSource source =
        MetadataSource.named(path).orElseThrow(() -> new IllegalArgumentException(unknown(path)));
    if (name.isEmpty()) {
      throw new IllegalArgumentException("there is no name behind the colon of " + path);
    }
    return new MetadataField(source, name);
  }

  static List<MetadataField> parse(List<String> entries, String prefix) {
    return entries.stream().map(entry -> parse(entry, prefix)).toList();
  }

  static Object[] values(List<MetadataField> fields, Envelope event, Headers headers) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).source().value(event, headers);
    }
    return values;
  }

  Schema schema() {
    return source.schema();
  }

  private static String unknown(String path) {
    String closest =
        MetadataSource.named("source." + path)
            .map(s -> ", did you mean " + s.path() + "?")
            .orElse("");
    return "no metadata is named `"
        + path
        + "`"
        + closest
        + "; there are "
        + String.join(", ", MetadataSource.names());
  }
}
