package io.walmirror.connector.value;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code time}. */
final class TimeCodec implements Codec {

  private final TimeForm form;

  TimeCodec(TimeMode mode, int modifier) {
    this(TimeForm.of(mode, modifier));
  }

  private TimeCodec(TimeForm form) {
    this.form = form;
  }

  @Override
  public SchemaBuilder schema() {
    return form.schema();
  }

  @Override
  public Codec forSchema(Schema schema) {
    return new TimeCodec(form.forSchema(schema));
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("time", length, 8);
    return time(Bytes.int8(bytes, at));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return time(PostgresClock.microsOfDay("time", PostgresClock.ascii(bytes, at, length)));
  }

  private Object time(long micros) {
    if (micros < 0 || micros > PostgresClock.MICROS_PER_DAY) {
      throw new MalformedValueException("time", "not within a day");
    }
    return form.of(micros);
  }

  @Override
  public Optional<Merging> merges() {
    return form.merges();
  }

  @Override
  public Object zero() {
    return form.of(0);
  }

  @Override
  public Object unavailable(String placeholder) {
    return form.schema().type() == Schema.Type.STRING ? placeholder : null;
  }
}
