package io.walmirror.connector;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** A record as a consumer reads it. */
record Event(SourceRecord record) {

  static List<Event> of(List<SourceRecord> records) {
    return records.stream().map(Event::new).toList();
  }

  String topic() {
    return record.topic();
  }

  boolean isTombstone() {
    return record.value() == null;
  }

  Struct key() {
    return (Struct) record.key();
  }

  /** The key's {@code id}, whatever integer it is. */
  long id() {
    return ((Number) key().get("id")).longValue();
  }

  Struct value() {
    return (Struct) record.value();
  }

  /** The operation's letter; a hyphen for a tombstone. */
  String op() {
    return isTombstone() ? "-" : value().getString("op");
  }

  /** True if it is of this operation; a record without envelope is of none. */
  boolean isOp(String op) {
    return record.value() instanceof Struct value
        && value.schema().field("op") != null
        && op.equals(value.getString("op"));
  }

  Struct before() {
    return value().getStruct("before");
  }

  Struct after() {
    return value().getStruct("after");
  }

  Struct source() {
    return value().getStruct("source");
  }

  Position position() {
    return Position.parse(header(HeaderNames.POSITION).toString());
  }

  /** The value of a header; null without it. */
  Object header(String name) {
    Header header = record.headers().lastWithName(name);
    return header == null ? null : header.value();
  }

  /** What a logical message says. */
  String content() {
    Object content = value().getStruct("message").get("content");
    return content instanceof ByteBuffer bytes
        ? StandardCharsets.UTF_8.decode(bytes.duplicate()).toString()
        : content.toString();
  }

  long offset(String name) {
    return ((Number) record.sourceOffset().get(name)).longValue();
  }
}
