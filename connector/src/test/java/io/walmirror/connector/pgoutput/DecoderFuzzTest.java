package io.walmirror.connector.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.fuzz.Fuzz;
import io.walmirror.connector.fuzz.Mutations;
import io.walmirror.connector.fuzz.RecordedSession;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Messages that PostgreSQL 14 and 18 sent, mutated and cut: each is a message or is refused by the
 * byte at which it is none, at once and without memory that only the bytes promise.
 */
class DecoderFuzzTest {

  private static final int MUTATED = 1_000_000;
  private static final Fuzz.Limits LIMITS = new Fuzz.Limits(Duration.ofMillis(10), 16 << 10, 40);
  private static final Pattern POSITION = Pattern.compile(".+, at byte \\d+ of \\d+");

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());
  private final Decoder decoder = new Decoder();

  /** A message that was sent, and whether inside a block of an open transaction. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Sent(byte[] bytes, boolean inBlock) {}

  @Test
  void whatWasSentIsRead() {
    for (RecordedSession session : RecordedSession.all()) {
      for (int i = 0; i < session.messages().size(); i++) {
        assertThat(decode(decoder, session.messages().get(i), session.inBlock(i)))
            .as("%s, message %d", session.name(), i)
            .isNotNull();
      }
    }
  }

  @Test
  void everyCutOfEveryKindOfMessageIsRefused() {
    Fuzz fuzz = fuzz();
    long cuts = 0;
    for (Sent sent : shortest()) {
      for (int length = 0; length < sent.bytes.length; length++, cuts++) {
        fuzz.feed(
            "a cut message",
            Arrays.copyOf(sent.bytes, length),
            bytes -> decode(decoder, bytes, sent.inBlock));
      }
    }
    assertThat(fuzz.findings()).isEmpty();
    // What stands behind a block's transaction id is read when the transaction is, not here.
    assertThat(fuzz.refused()).isGreaterThan(cuts / 4);
  }

  @Test
  void mutatedMessagesAreReadOrRefusedAtOnceAndTakeNoMemory() {
    Fuzz fuzz = fuzz();
    long before = heldAfterCollection();

    run(fuzz, MUTATED, (bytes, inBlock) -> decode(decoder, bytes, inBlock));

    long held = heldAfterCollection() - before;
    System.out.printf(
        "DecoderFuzzTest: seed %d (repeat: -Dwalmirror.seed=%d), %s; %,d bytes held after%n",
        seed, seed, fuzz.summary(), held);
    assertThat(fuzz.findings()).as("seed %d", seed).isEmpty();
    assertThat(fuzz.inputs()).isGreaterThanOrEqualTo(MUTATED);
    assertThat(fuzz.refused()).as("seed %d", seed).isBetween(MUTATED / 10L, MUTATED * 9L / 10);
    assertThat(held).as("seed %d", seed).isLessThan(16 << 20);
  }

  @Test
  void aDecoderThatBelievesLengthsIsFound() {
    Fuzz fuzz = fuzz();
    run(
        fuzz,
        20_000,
        (bytes, inBlock) -> {
          int claimed = bytes.length < 9 ? 0 : ByteBuffer.wrap(bytes).getInt(5);
          return new byte[Math.max(0, Math.min(claimed, 1 << 20))];
        });
    assertThat(fuzz.findings()).anyMatch(finding -> finding.contains("bytes of memory"));
  }

  @Test
  void aDecoderWithoutBoundsOrEndIsFound() {
    Fuzz fuzz = fuzz();
    run(fuzz, 1000, (bytes, inBlock) -> bytes[5 + (bytes[5] & 0x7f)]);
    assertThat(fuzz.findings()).anyMatch(finding -> finding.contains("ArrayIndexOutOfBounds"));

    Fuzz slow = fuzz();
    slow.feed("one message", new byte[1], bytes -> spin(Duration.ofMillis(30)));
    assertThat(slow.findings()).anyMatch(finding -> finding.contains("µs"));
  }

  /** Takes so much of a processor, however busy that is. */
  private static long spin(Duration time) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + time.toNanos();
    long turns = 0;
    while (threads.getCurrentThreadCpuTime() < end) {
      turns++;
    }
    return turns;
  }

  private interface Decoding {
    Object of(byte[] bytes, boolean inBlock);
  }

  private void run(Fuzz fuzz, int inputs, Decoding decoding) {
    Random random = new Random(seed);
    Mutations mutations = new Mutations(random);
    List<Sent> all = sent();
    List<byte[]> others = all.stream().map(Sent::bytes).toList();
    for (int i = 0; i < inputs; i++) {
      Sent sent = all.get(random.nextInt(all.size()));
      boolean inBlock = random.nextInt(16) == 0 ? !sent.inBlock : sent.inBlock;
      fuzz.feed(
          inBlock ? "in a block" : "alone",
          mutations.of(sent.bytes, others),
          bytes -> decoding.of(bytes, inBlock));
    }
  }

  private static Fuzz fuzz() {
    return new Fuzz(
        e -> e instanceof MalformedMessageException && POSITION.matcher(e.getMessage()).matches(),
        LIMITS);
  }

  /** A block's message is decoded a second time when its transaction is read back. */
  private static Object decode(Decoder decoder, byte[] bytes, boolean inBlock) {
    // The decoder may write to the bytes of a block's message.
    ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
    if (!inBlock) {
      return decoder.decode(buffer);
    }
    Message message = decoder.decodeInBlock(buffer);
    if (message instanceof Message.Streamed streamed) {
      Message.Content content = streamed.message();
      return decoder.decode(ByteBuffer.wrap(content.bytes(), content.at(), content.length()));
    }
    return message;
  }

  private static List<Sent> sent() {
    List<Sent> sent = new ArrayList<>();
    for (RecordedSession session : RecordedSession.all()) {
      for (int i = 0; i < session.messages().size(); i++) {
        sent.add(new Sent(session.messages().get(i), session.inBlock(i)));
      }
    }
    return sent;
  }

  /** One message of each kind, in and outside of a block. */
  private static List<Sent> shortest() {
    List<Sent> kinds = new ArrayList<>();
    for (Sent sent : sent()) {
      boolean known =
          kinds.stream()
              .anyMatch(kind -> kind.bytes[0] == sent.bytes[0] && kind.inBlock == sent.inBlock);
      if (!known) {
        kinds.add(sent);
      }
    }
    return kinds;
  }

  private static long heldAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
