package io.walmirror.sink.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.kafka.connect.data.Struct;

/** Numbers: integers and floats by their Connect type, decimals with their scale kept. */
enum NumberText implements ValueText {
  INTEGER {
    @Override
    public String text(Object value) {
      return value.toString();
    }
  },
  FLOAT4 {
    @Override
    public String text(Object value) {
      return FloatText.of(((Number) value).floatValue());
    }
  },
  FLOAT8 {
    @Override
    public String text(Object value) {
      return FloatText.of(((Number) value).doubleValue());
    }
  },
  /** Connect's logical Decimal. */
  DECIMAL {
    @Override
    public String text(Object value) {
      return ((BigDecimal) value).toPlainString();
    }
  },
  /** Debezium's decimal without a declared scale: a struct of scale and unscaled bytes. */
  VARIABLE_SCALE_DECIMAL {
    @Override
    public String text(Object value) {
      return anyScale((Struct) value).toPlainString();
    }
  };

  /** The number that a struct of {@link #VARIABLE_SCALE_DECIMAL} is. */
  static BigDecimal anyScale(Struct struct) {
    BigInteger unscaled = new BigInteger(ByteArrays.of(struct.get("value")));
    return new BigDecimal(unscaled, struct.getInt32("scale"));
  }
}
