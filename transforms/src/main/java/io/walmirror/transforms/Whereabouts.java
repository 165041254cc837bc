package io.walmirror.transforms;

import io.walmirror.envelope.Envelope;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.TableName;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.DataException;

/** Names the record that an error is about: topic, table and position, as far as they are known. */
final class Whereabouts {

  private Whereabouts() {}

  static String of(ConnectRecord<?> record) {
    return "topic " + record.topic() + ", " + table(record) + ", " + position(record);
  }

  private static String table(ConnectRecord<?> record) {
    try {
      return Envelope.of(record.value())
          .map(Envelope::table)
          .or(() -> HeaderTexts.table(record.headers()))
          .map(TableName::toString)
          .map(table -> "table " + table)
          .orElse("unknown table");
    } catch (DataException e) {
      return "unknown table";
    }
  }

  private static String position(ConnectRecord<?> record) {
    try {
      return HeaderTexts.read(record.headers(), HeaderNames.POSITION)
          .map(position -> "position " + position)
          .orElse("no position");
    } catch (DataException e) {
      return "unreadable position";
    }
  }
}
