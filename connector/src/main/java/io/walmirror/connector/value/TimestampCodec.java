package io.walmirror.connector.value;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code timestamp}. */
final class TimestampCodec implements Codec {

  private final TimestampForm form;

  TimestampCodec(TimeMode mode, int modifier) {
    this(TimestampForm.of(mode, modifier));
  }

  private TimestampCodec(TimestampForm form) {
    this.form = form;
  }

  @Override
  public SchemaBuilder schema() {
    return form.schema();
  }

  @Override
  public Codec forSchema(Schema schema) {
    return new TimestampCodec(form.forSchema(schema));
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("timestamp", length, 8);
    long micros = Bytes.int8(bytes, at);
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE
        ? form.infinity(micros > 0)
        : form.of(micros);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = PostgresClock.ascii(bytes, at, length);
    return text.endsWith("infinity")
        ? form.infinity(text.charAt(0) != '-')
        : form.of(PostgresClock.micros("timestamp", text));
  }

  @Override
  public Optional<Merging> merges() {
    return form.merges();
  }

  @Override
  public Object zero() {
    return form.of(-PostgresClock.EPOCH_MICROS);
  }

  @Override
  public Object unavailable(String placeholder) {
    return form.schema().type() == Schema.Type.STRING ? placeholder : null;
  }
}
