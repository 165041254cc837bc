package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.fuzz.Fuzz;
import io.walmirror.connector.fuzz.Mutations;
import io.walmirror.connector.fuzz.RecordedSession;
import io.walmirror.connector.pgoutput.Decoder;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/**
 * Values that PostgreSQL 14 and 18 sent, mutated, given to every codec in both forms: each is a
 * value that fits the codec's schema, or is refused by its type.
 */
class CodecFuzzTest {

  private static final int INPUTS_PER_CODEC = 8_000;
  private static final int HIGHEST_COMMON_OID = 5_100;
  private static final int[] MODIFIERS = {-1, 1, 3, 9, 4 + (12 << 16 | 3), 4 + (1000 << 16 | 2000)};

  /** A numeric of a few bytes may have 131,072 digits, in PostgreSQL too; nothing else grows. */
  private static final Fuzz.Limits LIMITS = new Fuzz.Limits(Duration.ofMillis(100), 64 << 20, 200);

  private static final Map<Integer, PostgresType> CATALOG = new HashMap<>();

  static {
    CATALOG.put(1_000_001, new PostgresType.Enumeration(List.of("sad", "ok")));
    CATALOG.put(1_000_002, new PostgresType.Domain(1700, -1));
    CATALOG.put(1_000_003, new PostgresType.Base("citext", "citextsend"));
    CATALOG.put(1_000_004, new PostgresType.Base("ltree", "ltree_send"));
    CATALOG.put(1_000_005, new PostgresType.Base("cube", "cube_send"));
    CATALOG.put(1_000_006, new PostgresType.Range(25));
    CATALOG.put(1_000_007, new PostgresType.Multirange(3904));
    CATALOG.put(1_000_008, new PostgresType.Composite(List.of(23, 25, 1184, 1_000_001)));
    int oid = 1_000_010;
    for (String type : List.of("hstore", "vector", "halfvec", "sparsevec", "geometry")) {
      CATALOG.put(oid++, new PostgresType.Base(type, type + "_send"));
    }
    oid = 1_000_100;
    for (int element :
        new int[] {16, 17, 20, 23, 25, 600, 869, 1082, 1186, 1700, 3614, 1_000_001}) {
      CATALOG.put(oid++, new PostgresType.Array(element));
    }
  }

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());

  /** The values of one type that were sent, in one form. */
  private record Form(int typeOid, boolean binary) {}

  private record Named(int typeOid, int modifier, Codec codec, Schema schema) {}

  @Test
  void mutatedValuesAreReadOrRefusedByTheirType() {
    Map<Form, List<byte[]>> sent = sent();
    List<byte[]> all = sent.values().stream().flatMap(List::stream).toList();
    List<Named> codecs = codecs();
    Fuzz fuzz = fuzz();
    Random random = new Random(seed);
    Mutations mutations = new Mutations(random);
    for (Named named : codecs) {
      for (boolean binary : new boolean[] {true, false}) {
        List<byte[]> own = sent.getOrDefault(new Form(named.typeOid, binary), all);
        for (int i = 0; i < INPUTS_PER_CODEC; i++) {
          List<byte[]> from = random.nextInt(8) == 0 ? all : own;
          byte[] input = mutations.of(from.get(random.nextInt(from.size())), all);
          fuzz.feed(
              named + (binary ? " in binary" : " in text"), input, in -> read(named, binary, in));
        }
      }
    }
    System.out.printf(
        "CodecFuzzTest: seed %d (repeat: -Dwalmirror.seed=%d), %d codecs, %s%n",
        seed, seed, codecs.size(), fuzz.summary());
    assertThat(fuzz.findings()).as("seed %d", seed).isEmpty();
    assertThat(codecs).hasSizeGreaterThan(40);
    assertThat(fuzz.inputs()).isEqualTo(2L * INPUTS_PER_CODEC * codecs.size());
    assertThat(fuzz.refused()).as("seed %d", seed).isGreaterThan(fuzz.inputs() / 10);
  }

  @Test
  void everyValueThatWasSentIsRead() {
    List<Named> codecs = codecs();
    int read = 0;
    for (Map.Entry<Form, List<byte[]>> type : sent().entrySet()) {
      for (Named named : codecs) {
        if (named.typeOid == type.getKey().typeOid && named.modifier == -1) {
          for (byte[] value : type.getValue()) {
            assertThat(read(named, type.getKey().binary, value)).as("%s", named).isNotNull();
            read++;
          }
        }
      }
    }
    assertThat(read).isGreaterThan(300);
  }

  @Test
  void aCodecThatReadsBeyondItsValueIsFound() {
    Fuzz fuzz = fuzz();
    fuzz.feed("a short value", new byte[3], bytes -> Bytes.int8(bytes, 0));
    assertThat(fuzz.findings()).anyMatch(finding -> finding.contains("IndexOutOfBounds"));
  }

  private Fuzz fuzz() {
    return new Fuzz(
        e ->
            e instanceof UnknownLabelException
                || e instanceof NeedsTextException
                || (e instanceof MalformedValueException && e.getMessage().contains(": "))
                || e instanceof UnrepresentableValueException,
        LIMITS);
  }

  /** Nothing lies behind the value: reading beyond it does not go unnoticed. */
  private static Object read(Named named, boolean binary, byte[] input) {
    byte[] bytes = new byte[input.length + 3];
    System.arraycopy(input, 0, bytes, 3, input.length);
    Object value =
        binary
            ? named.codec.binary(bytes, 3, input.length)
            : named.codec.text(bytes, 3, input.length);
    ConnectSchema.validateValue(named.schema, value);
    return value;
  }

  private static List<Named> codecs() {
    List<Named> codecs = new ArrayList<>();
    for (DecimalMode decimals : DecimalMode.values()) {
      for (BinaryMode binaries : BinaryMode.values()) {
        Codecs all = codecs(TimeMode.ADAPTIVE, decimals, binaries);
        boolean first = decimals == DecimalMode.PRECISE && binaries == BinaryMode.BYTES;
        for (int oid = 1; first && oid < HIGHEST_COMMON_OID; oid++) {
          add(codecs, all, oid);
        }
        CATALOG.keySet().forEach(oid -> add(codecs, all, oid));
        add(codecs, all, 1700);
        add(codecs, all, 17);
      }
    }
    for (TimeMode times : TimeMode.values()) {
      Codecs all = codecs(times, DecimalMode.PRECISE, BinaryMode.BYTES);
      for (int oid : new int[] {1082, 1083, 1114, 1184, 1186, 1266}) {
        add(codecs, all, oid);
      }
    }
    return codecs;
  }

  private static Codecs codecs(TimeMode times, DecimalMode decimals, BinaryMode binaries) {
    return new Codecs(
        new ValueModes(times, decimals, binaries, IntervalMode.STRING, HstoreMode.MAP, 2),
        oid -> Optional.ofNullable(CATALOG.get(oid)));
  }

  private static void add(List<Named> codecs, Codecs all, int oid) {
    List<Schema> known = new ArrayList<>();
    for (int modifier : MODIFIERS) {
      all.of(oid, modifier)
          .ifPresent(
              codec -> {
                Schema schema = codec.schema().build();
                boolean same = known.contains(schema);
                known.add(schema);
                boolean other =
                    codecs.stream().noneMatch(n -> n.typeOid == oid && n.schema.equals(schema));
                if (!same && other) {
                  codecs.add(new Named(oid, modifier, codec.forSchema(schema), schema));
                }
              });
    }
  }

  private static Map<Form, List<byte[]>> sent() {
    Map<Form, List<byte[]>> sent = new HashMap<>();
    Decoder decoder = new Decoder();
    for (RecordedSession session : RecordedSession.all()) {
      Map<Integer, Relation> relations = new HashMap<>();
      for (int i = 0; i < session.messages().size(); i++) {
        if (session.inBlock(i)) {
          continue;
        }
        Message message = decoder.decode(ByteBuffer.wrap(session.messages().get(i)));
        if (message instanceof Message.RelationShape shape) {
          relations.put(shape.relation().oid(), shape.relation());
        } else if (message instanceof Message.Insert insert) {
          add(sent, relations.get(insert.relationId()), insert.row());
        }
      }
    }
    return sent;
  }

  private static void add(Map<Form, List<byte[]>> sent, Relation relation, Tuple row) {
    TupleReader reader = row.reader();
    for (Relation.Column column : relation.columns()) {
      byte kind = reader.next();
      if (kind == Tuple.BINARY || kind == Tuple.TEXT) {
        sent.computeIfAbsent(
                new Form(column.typeOid(), kind == Tuple.BINARY), form -> new ArrayList<>())
            .add(
                Arrays.copyOfRange(
                    reader.bytes(), reader.valueAt(), reader.valueAt() + reader.valueLength()));
      }
    }
  }
}
