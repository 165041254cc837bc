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

  private final ValueModes modes;
  private final Types types;
  private final Map<Integer, PostgresType> known = new HashMap<>();
  private final Map<Integer, Set<String>> unlisted = new HashMap<>();
  private final Printers printers = new Printers(this);

  public Codecs(ValueModes modes, Types types) {
    this.modes = modes;
    this.types = types;
  }

  /** True if a column of this type is better read as text, where that can be chosen. */
  public boolean prefersText(int typeOid, int modifier) {
    return of(typeOid, modifier).filter(Codec::prefersText).isPresent();
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
      return isArray(array.element())
          ? Optional.of(PrintedCodec.textOnly("of arrays of a domain", ','))
          : of(array.element(), modifier).map(ArrayCodec::new);
    }
    if (type instanceof PostgresType.Base base) {
      return Optional.of(base(base, modifier));
    }
    return Optional.of(new PrintedCodec(printers.of(type)));
  }

  /** Of a domain over an array each element has a shape of its own. */
  private boolean isArray(int element) {
    PostgresType type = type(element).orElse(null);
    return type instanceof PostgresType.Array
        || (type instanceof PostgresType.Domain domain && isArray(domain.base()));
  }

  /** The codec of an extension's type; nothing names it better than the function that sends it. */
  private Codec base(PostgresType.Base base, int modifier) {
    return switch (base.sendFunction()) {
      case "citextsend" -> Texts.PLAIN;
      case "ltree_send" -> Texts.LTREE;
      case "hstore_send" -> new HstoreCodec(modes.hstores());
      case "vector_send" -> new VectorCodec(false);
      case "halfvec_send" -> new VectorCodec(true);
      case "sparsevec_send" -> new SparseVectorCodec(modifier);
      case "geometry_send" -> new PostgisCodec(false);
      case "geography_send" -> new PostgisCodec(true);
      default -> PrintedCodec.textOnly(base.name(), base.delimiter());
    };
  }

  /** The codec of a type that is gone: its values arrive as PostgreSQL prints them. */
  public static Codec printed(int typeOid) {
    return PrintedCodec.textOnly("of the OID " + Integer.toUnsignedString(typeOid), ',');
  }

  /**
   * What PostgreSQL would print for a value in its binary form; nothing where that is not known.
   */
  public Optional<String> print(int typeOid, byte[] bytes, int at, int length) {
    try {
      return Optional.of(printers.of(typeOid).print(bytes, at, length));
    } catch (NeedsTextException e) {
      return Optional.empty();
    }
  }

  /** What a column with this type and modifier was declared as; the catalog is asked each time. */
  public Optional<SourceType> source(int typeOid, int modifier) {
    return types.source(typeOid, modifier);
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

  Optional<PostgresType> type(int oid) {
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
      case 17 -> new ByteaCodec(modes.binaries());
      case 18 -> new SingleByteCodec();
      case 19, 25, 1042, 1043, 1790 -> Texts.PLAIN;
      case 20 -> Integers.INT8;
      case 21 -> Integers.INT2;
      case 23 -> Integers.INT4;
      case 26 -> Integers.OID;
      case 114 -> Texts.JSON;
      case 142 -> Texts.XML;
      case 600 -> new PointCodec();
      case 601 -> new GeometryCodec(GeometryCodec.Shape.LSEG);
      case 602 -> new GeometryCodec(GeometryCodec.Shape.PATH);
      case 603 -> new GeometryCodec(GeometryCodec.Shape.BOX);
      case 604 -> new GeometryCodec(GeometryCodec.Shape.POLYGON);
      case 628 -> new LineCodec();
      case 650, 869 -> new NetworkCodec();
      case 700 -> Floats.FLOAT4;
      case 701 -> Floats.FLOAT8;
      case 718 -> new CircleCodec();
      case 774 -> new HardwareAddressCodec(8);
      case 790 -> new MoneyCodec(modes);
      case 829 -> new HardwareAddressCodec(6);
      case 1082 -> new DateCodec(modes.times());
      case 1083 -> new TimeCodec(modes.times(), modifier);
      case 1114 -> new TimestampCodec(modes.times(), modifier);
      case 1184 -> zonedTimestamp(modifier);
      case 1186 -> new IntervalCodec(IntervalForm.of(modes, modifier));
      case 1266 -> zonedTime(modifier);
      case 1560, 1562 -> new BitsCodec(typeOid == 1562, modifier);
      case 1700 -> NumericCodec.of(modes.decimals(), modifier);
      case 2950 -> new UuidCodec();
      case 3614 -> new TextSearchCodec();
      case 3802 -> Texts.JSONB;
      default -> Printers.codec(typeOid);
    };
  }

  private Codec zonedTimestamp(int modifier) {
    return modes.times() == TimeMode.STRUCTURED
        ? new StructuredZoned.Moment(Structured.precision(modifier), null)
        : new ZonedTimestampCodec(modifier);
  }

  private Codec zonedTime(int modifier) {
    return modes.times() == TimeMode.STRUCTURED
        ? new StructuredZoned.Time(Structured.precision(modifier), null)
        : new ZonedTimeCodec();
  }
}
