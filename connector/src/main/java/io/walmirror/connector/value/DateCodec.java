package io.walmirror.connector.value;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code date}. */
final class DateCodec implements Codec {

  private final DateForm form;

  DateCodec(TimeMode mode) {
    this(DateForm.of(mode));
  }

  private DateCodec(DateForm form) {
    this.form = form;
  }

  @Override
  public SchemaBuilder schema() {
    return form.schema();
  }

  @Override
  public Codec forSchema(Schema schema) {
    return new DateCodec(form.forSchema(schema));
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("date", length, 4);
    int days = Bytes.int4(bytes, at);
    return days == Integer.MAX_VALUE || days == Integer.MIN_VALUE
        ? form.infinity(days > 0)
        : form.of(days + PostgresClock.EPOCH_DAYS);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = PostgresClock.ascii(bytes, at, length);
    if (text.endsWith("infinity")) {
      return form.infinity(text.charAt(0) != '-');
    }
    boolean beforeChrist = text.endsWith(" BC");
    String date = beforeChrist ? text.substring(0, text.length() - 3) : text;
    return form.of((int) PostgresClock.days("date", date, beforeChrist));
  }

  @Override
  public Object zero() {
    return form.of(0);
  }

  @Override
  public Object unavailable(String placeholder) {
    return form.schema().type() == Schema.Type.STRING ? placeholder : null;
  }

  @Override
  public List<Object> unavailableElements(String placeholder) {
    return form instanceof DateForm.Days
        ? ArrayCodec.placeholderBytes(placeholder, value -> value)
        : Codec.super.unavailableElements(placeholder);
  }
}
