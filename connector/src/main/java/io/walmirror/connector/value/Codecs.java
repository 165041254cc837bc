package io.walmirror.connector.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The codec of each PostgreSQL type, by the type's OID. Every type in here is read in its binary
 * form and in its text form. What the catalog says of the database's own types is kept. Used by one
 * thread.
 */
public final class Codecs {

  private final DecimalMode decimals;
  private final BinaryMode binaries;
  private final Types types;
  private final Map<Integer, PostgresType> known = new HashMap<>();
  private final Map<Integer, Set<String>> unlisted = new HashMap<>();

  public Codecs(DecimalMode decimals, BinaryMode binaries, Types types) {
    this.decimals = decimals;
    this.binaries = binaries;
    this.types = types;
  }

  /** The codec of a column's type; nothing where there is none. */
  public Optional<Codec> of(int typeOid, int modifier) {
    Codec common = common(typeOid, modifier);
    return common == null
        ? type(typeOid).flatMap(type -> of(type, typeOid, modifier))
        : Optional.of(common);
  }

  private Optional<Codec> of(PostgresType type, int typeOid, int modifier) {
    if (type instanceof PostgresType.Enumeration enumeration) {
      List<String> labels = new ArrayList<>(enumeration.labels());
      unlisted.getOrDefault(typeOid, Set.of()).stream()
          .filter(label -> !enumeration.labels().contains(label))
          .forEach(labels::add);
      return Optional.of(new EnumCodec(typeOid, labels));
    }
    if (type instanceof PostgresType.Domain domain) {
      return of(domain.base(), domain.modifier());
    }
    if (type instanceof PostgresType.Array array) {
      return of(array.element(), modifier).map(ArrayCodec::new);
    }
    return Optional.ofNullable(extension(((PostgresType.Base) type).sendFunction()));
  }

  /** The codec of an extension's type; nothing names it better than the function that sends it. */
  private static Codec extension(String sendFunction) {
    return switch (sendFunction) {
      case "citextsend" -> Texts.PLAIN;
      case "ltree_send" -> Texts.LTREE;
      default -> null;
    };
  }

  /**
   * Makes a label known that came as a value: the catalog is asked again, and where it does not
   * have the label (any more) the stream is believed.
   */
  public void learn(UnknownLabelException unknown) {
    int oid = unknown.typeOid();
    if (!lists(oid, unknown.label())) {
      types.type(oid).ifPresent(now -> known.put(oid, now));
      if (!lists(oid, unknown.label())) {
        unlisted.computeIfAbsent(oid, any -> new LinkedHashSet<>()).add(unknown.label());
      }
    }
  }

  private boolean lists(int oid, String label) {
    return known.get(oid) instanceof PostgresType.Enumeration enumeration
        && enumeration.labels().contains(label);
  }

  private Optional<PostgresType> type(int oid) {
    PostgresType told = known.get(oid);
    if (told == null) {
      told = types.type(oid).orElse(null);
      if (told != null) {
        known.put(oid, told);
      }
    }
    return Optional.ofNullable(told);
  }

  private Codec common(int typeOid, int modifier) {
    return switch (typeOid) {
      case 16 -> new BooleanCodec();
      case 17 -> new ByteaCodec(binaries);
      case 18, 19, 25, 1042, 1043 -> Texts.PLAIN;
      case 20 -> Integers.INT8;
      case 21 -> Integers.INT2;
      case 23 -> Integers.INT4;
      case 26 -> Integers.OID;
      case 114 -> Texts.JSON;
      case 142 -> Texts.XML;
      case 600 -> new PointCodec();
      case 650, 869 -> new NetworkCodec();
      case 700 -> Floats.FLOAT4;
      case 701 -> Floats.FLOAT8;
      case 774 -> new HardwareAddressCodec(8);
      case 829 -> new HardwareAddressCodec(6);
      case 1082 -> new DateCodec();
      case 1083 -> new TimeCodec(modifier);
      case 1114 -> new TimestampCodec(modifier);
      case 1184 -> new ZonedTimestampCodec(modifier);
      case 1186 -> new IntervalCodec();
      case 1266 -> new ZonedTimeCodec();
      case 1560, 1562 -> new BitsCodec(modifier);
      case 1700 -> NumericCodec.of(decimals, modifier);
      case 2950 -> new UuidCodec();
      case 3614 -> new TextSearchCodec();
      case 3802 -> Texts.JSONB;
      default -> null;
    };
  }
}
