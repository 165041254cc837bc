package io.walmirror.connector.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages are written here by the protocol's documentation, byte for byte. */
class DecoderTest {

  private final Decoder decoder = new Decoder();

  @Test
  void beginCarriesTheCommitLsn() throws IOException {
    Message message =
        decode(
            out -> {
              out.writeByte('B');
              out.writeLong(0x1_0000_0010L);
              out.writeLong(42);
              out.writeInt(7);
            });

    assertThat(message).isEqualTo(new Message.Begin(Lsn.parse("1/10"), 42, 7));
  }

  @Test
  void commitCarriesStartAndEnd() throws IOException {
    Message message =
        decode(
            out -> {
              out.writeByte('C');
              out.writeByte(0);
              out.writeLong(0x10);
              out.writeLong(0x20);
              out.writeLong(42);
            });

    assertThat(message).isEqualTo(new Message.Commit(new Lsn(0x10), new Lsn(0x20), 42));
  }

  @Test
  void relationNamesItsColumns() throws IOException {
    Message message =
        decode(
            out -> {
              out.writeByte('R');
              out.writeInt(16385);
              string(out, "");
              string(out, "größe");
              out.writeByte('d');
              out.writeShort(2);
              out.writeByte(1);
              string(out, "id");
              out.writeInt(20);
              out.writeInt(-1);
              out.writeByte(0);
              string(out, "Name");
              out.writeInt(1043);
              out.writeInt(24);
            });

    assertThat(message)
        .isEqualTo(
            new Message.RelationShape(
                new Relation(
                    16385,
                    new TableName("pg_catalog", "größe"),
                    'd',
                    List.of(
                        new Relation.Column("id", true, 20, -1),
                        new Relation.Column("Name", false, 1043, 24)))));
  }

  @Test
  void anUpdateMayCarryTheOldKey() throws IOException {
    Message message = decode(DecoderTest::updateWithOldKey);

    Message.Update update = (Message.Update) message;
    assertThat(update.old().complete()).isFalse();
    assertThat(values(update.old().row())).containsExactly("t:1", "n");
    assertThat(values(update.row())).containsExactly("t:2", "u");
  }

  @Test
  void truncateNamesItsTables() throws IOException {
    Message message =
        decode(
            out -> {
              out.writeByte('T');
              out.writeInt(2);
              out.writeByte(3);
              out.writeInt(5);
              out.writeInt(6);
            });

    assertThat(message).isEqualTo(new Message.Truncate(List.of(5, 6), true, true));
  }

  @Test
  void everyTruncationOfAMessageIsMalformed() throws IOException {
    byte[] whole = bytes(DecoderTest::updateWithOldKey);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(cut)))
          .as("cut to %d bytes", length)
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void mutatedBytesDecodeOrAreMalformedAndNothingElse() throws IOException {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] whole = bytes(DecoderTest::updateWithOldKey);
    for (int i = 0; i < 100_000; i++) {
      byte[] mutated = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decoder.decode(ByteBuffer.wrap(mutated))).isNotNull();
      } catch (MalformedMessageException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      }
    }
  }

  private static void updateWithOldKey(DataOutputStream out) throws IOException {
    out.writeByte('U');
    out.writeInt(16385);
    out.writeByte('K');
    out.writeShort(2);
    text(out, "1");
    out.writeByte('n');
    out.writeByte('N');
    out.writeShort(2);
    text(out, "2");
    out.writeByte('u');
  }

  private static List<String> values(Tuple tuple) {
    TupleReader reader = tuple.reader();
    String[] values = new String[tuple.columns()];
    for (int i = 0; i < values.length; i++) {
      byte kind = reader.next();
      values[i] =
          kind == Tuple.TEXT
              ? "t:"
                  + new String(
                      reader.bytes(),
                      reader.valueAt(),
                      reader.valueLength(),
                      StandardCharsets.UTF_8)
              : String.valueOf((char) kind);
    }
    return List.of(values);
  }

  private Message decode(Written written) throws IOException {
    return decoder.decode(ByteBuffer.wrap(bytes(written)));
  }

  private static byte[] bytes(Written written) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    written.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeByte('t');
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void string(DataOutputStream out, String value) throws IOException {
    out.write(value.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }

  private interface Written {
    void to(DataOutputStream out) throws IOException;
  }
}
