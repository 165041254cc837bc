package io.walmirror.connector.value;

import java.util.Optional;

/**
 * The codec of each PostgreSQL type, by the type's OID. Every type in here is read in its binary
 * form and in its text form.
 */
public final class Codecs {

  private final DecimalMode decimals;
  private final BinaryMode binaries;

  public Codecs(DecimalMode decimals, BinaryMode binaries) {
    this.decimals = decimals;
    this.binaries = binaries;
  }

  /** The codec of a column's type; nothing where there is none. */
  public Optional<Codec> of(int typeOid, int modifier) {
    return Optional.ofNullable(
        switch (typeOid) {
          case 16 -> new BooleanCodec();
          case 17 -> new ByteaCodec(binaries);
          case 18, 19, 25, 1042, 1043 -> Texts.PLAIN;
          case 20 -> Integers.INT8;
          case 21 -> Integers.INT2;
          case 23 -> Integers.INT4;
          case 26 -> Integers.OID;
          case 114 -> Texts.JSON;
          case 142 -> Texts.XML;
          case 700 -> Floats.FLOAT4;
          case 701 -> Floats.FLOAT8;
          case 1082 -> new DateCodec();
          case 1083 -> new TimeCodec(modifier);
          case 1114 -> new TimestampCodec(modifier);
          case 1184 -> new ZonedTimestampCodec(modifier);
          case 1186 -> new IntervalCodec();
          case 1266 -> new ZonedTimeCodec();
          case 1700 -> NumericCodec.of(decimals, modifier);
          case 2950 -> new UuidCodec();
          case 3802 -> Texts.JSONB;
          default -> null;
        });
  }
}
