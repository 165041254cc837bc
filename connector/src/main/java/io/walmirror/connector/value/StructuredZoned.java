package io.walmirror.connector.value;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** {@code timestamptz} in UTC and {@code timetz} with its own offset, part by part. */
final class StructuredZoned {

  private StructuredZoned() {}

  /** {@code timestamptz}. */
  record Moment(int precision, Schema own) implements Codec {

    @Override
    public SchemaBuilder schema() {
      return Structured.zonedTimestamp();
    }

    @Override
    public Codec forSchema(Schema schema) {
      return new Moment(precision, schema);
    }

    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("timestamptz", length, 8);
      long micros = Bytes.int8(bytes, at);
      return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE
          ? infinity(micros > 0)
          : moment(micros).put("zoneId", "Z");
    }

    @Override
    public Object text(byte[] bytes, int at, int length) {
      String text = PostgresClock.ascii(bytes, at, length);
      return text.endsWith("infinity")
          ? infinity(text.charAt(0) != '-')
          : moment(ZonedTimestampCodec.micros(text)).put("zoneId", "Z");
    }

    @Override
    public Object zero() {
      return moment(-PostgresClock.EPOCH_MICROS);
    }

    private Struct moment(long micros) {
      return Structured.putMoment(new Struct(own), micros)
          .put("offsetSeconds", 0)
          .put("precision", precision);
    }

    private Struct infinity(boolean positive) {
      return Structured.putInfinity(new Struct(own), positive).put("precision", precision);
    }
  }

  /** {@code timetz}. */
  record Time(int precision, Schema own) implements Codec {

    @Override
    public SchemaBuilder schema() {
      return Structured.zonedTime();
    }

    @Override
    public Codec forSchema(Schema schema) {
      return new Time(precision, schema);
    }

    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("timetz", length, 12);
      return time(Bytes.int8(bytes, at), -Bytes.int4(bytes, at + 8));
    }

    @Override
    public Object text(byte[] bytes, int at, int length) {
      return ZonedTimeCodec.read(PostgresClock.ascii(bytes, at, length), this::time);
    }

    @Override
    public Object zero() {
      return time(0, 0);
    }

    private Struct time(long micros, int offsetSeconds) {
      return Structured.putTime(new Struct(own), micros)
          .put("offsetSeconds", offsetSeconds)
          .put("precision", precision);
    }
  }
}
