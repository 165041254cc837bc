package io.walmirror.connector.value;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What prints the binary form of each type as PostgreSQL does, for the types whose value is that
 * text, and for the parts of ranges and composites. A part without printer is read as text.
 */
final class Printers {

  private final Codecs codecs;

  Printers(Codecs codecs) {
    this.codecs = codecs;
  }

  /** The codec of a common type whose value is what is printed; null for any other type. */
  static Codec codec(int typeOid) {
    PrintedCodec.Printer printer = common(typeOid);
    return printer == null ? null : new PrintedCodec(printer);
  }

  private static PrintedCodec.Printer common(int typeOid) {
    return switch (typeOid) {
      case 27 -> PrintedCodec::tid;
      case 28, 29 -> PrintedCodec::unsigned4;
      case 3220 -> PrintedCodec::lsn;
      case 3904 -> new RangePrinter(part(23));
      case 3906 -> new RangePrinter(part(1700));
      case 3908 -> new RangePrinter(part(1114));
      case 3910 -> new RangePrinter(part(1184));
      case 3912 -> new RangePrinter(part(1082));
      case 3926 -> new RangePrinter(part(20));
      case 4072 -> PrintedCodec::jsonpath;
      case 2970, 5038 -> PrintedCodec::snapshot;
      case 5069 -> PrintedCodec::unsigned8;
      default -> null;
    };
  }

  /** The printer of a range, a multirange or a composite of the database's own. */
  PrintedCodec.Printer of(PostgresType type) {
    if (type instanceof PostgresType.Range range) {
      return new RangePrinter(of(range.subtype()));
    }
    if (type instanceof PostgresType.Multirange multirange) {
      return several(multirange.range());
    }
    if (type instanceof PostgresType.Composite composite) {
      Map<Integer, PrintedCodec.Printer> fields = new HashMap<>();
      composite.fields().forEach(oid -> fields.put(oid, of(oid)));
      return new RowPrinter(fields);
    }
    return textOnly("of a part");
  }

  private PrintedCodec.Printer several(int range) {
    return of(range) instanceof RangePrinter printer ? printer.several() : textOnly("multirange");
  }

  /** The printer of any type; of one without, it asks for the text form. */
  PrintedCodec.Printer of(int oid) {
    PrintedCodec.Printer known = common(oid);
    if (known == null) {
      known = part(oid);
    }
    if (known != null) {
      return known;
    }
    Optional<PostgresType> type = codecs.type(oid);
    if (type.isPresent() && type.get() instanceof PostgresType.Domain domain) {
      return of(domain.base());
    }
    if (type.isPresent() && type.get() instanceof PostgresType.Enumeration) {
      return Codec::string;
    }
    return type.map(this::of).orElseGet(() -> textOnly("of a part"));
  }

  /** The printer of a common type where it is a part of another; null for one without. */
  private static PrintedCodec.Printer part(int oid) {
    return switch (oid) {
      case 16 -> PrintedCodec::bool;
      case 17 -> PrintedCodec::bytea;
      case 18 -> printing(new SingleByteCodec());
      case 19, 25, 114, 142, 1042, 1043, 1790 -> Codec::string;
      case 20 -> printing(Integers.INT8);
      case 21 -> printing(Integers.INT2);
      case 23 -> printing(Integers.INT4);
      case 26 -> printing(Integers.OID);
      case 650, 869 -> printing(new NetworkCodec());
      case 774 -> printing(new HardwareAddressCodec(8));
      case 829 -> printing(new HardwareAddressCodec(6));
      case 1082 -> PrintedCodec::date;
      case 1083 -> PrintedCodec::time;
      case 1114 -> PrintedCodec::timestamp;
      case 1184 -> PrintedCodec::zonedTimestamp;
      case 1186 -> PrintedCodec::interval;
      case 1266 -> PrintedCodec::zonedTime;
      case 1700 -> printing(NumericCodec.of(DecimalMode.STRING, -1));
      case 2950 -> printing(new UuidCodec());
      case 3614 -> printing(new TextSearchCodec());
      case 3802 -> printing(Texts.JSONB);
      default -> null;
    };
  }

  private static PrintedCodec.Printer printing(Codec codec) {
    return (bytes, at, length) -> codec.binary(bytes, at, length).toString();
  }

  private static PrintedCodec.Printer textOnly(String type) {
    return (bytes, at, length) -> {
      throw new NeedsTextException(type);
    };
  }
}
