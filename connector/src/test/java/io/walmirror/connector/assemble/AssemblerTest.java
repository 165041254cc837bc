package io.walmirror.connector.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssemblerTest {

  private static final Tuple ROW = new Tuple(new byte[] {0, 0}, 0);

  private static final Message.Content CONTENT = new Message.Content(new byte[0], 0, 0);

  private final List<Change> changes = new ArrayList<>();
  private Assembler assembler;

  @BeforeEach
  void start() {
    assembler =
        new Assembler(
            new Assembler.Capture(
                table -> !table.table().equals("hidden"),
                prefix -> !prefix.equals("hidden"),
                Set.of(),
                false),
            Buffering.NONE,
            changes::add);
    assembler.resumeAt(ResumePoint.at(new Lsn(50)));
  }

  @Test
  void changesAreNumberedFromOneInTheirTransaction() {
    begin(100);
    relation(1, "orders");
    insert(1, 90);
    insert(1, 91);
    commit(100, 110);
    begin(120);
    insert(1, 115);
    commit(120, 130);

    assertThat(positions()).containsExactly("100/1", "100/2", "120/1");
  }

  @Test
  void aChangeThatIsNotCapturedKeepsItsNumber() {
    begin(100);
    relation(1, "orders");
    relation(2, "hidden");
    insert(1, 90);
    insert(2, 91);
    insert(1, 92);
    commit(100, 110);

    assertThat(positions()).containsExactly("100/1", "100/3");
  }

  @Test
  void aSkippedOperationKeepsItsNumberAndIsCovered() {
    assembler =
        new Assembler(
            new Assembler.Capture(
                table -> true, prefix -> true, Set.of(Op.DELETE, Op.TRUNCATE), false),
            Buffering.NONE,
            changes::add);
    assembler.resumeAt(ResumePoint.at(new Lsn(50)));
    begin(100);
    relation(1, "orders");
    accept(new Message.Truncate(List.of(1), false, false), 89);
    insert(1, 90);
    accept(new Message.Truncate(List.of(1), false, false), 91);
    commit(100, 110);
    begin(120);
    accept(new Message.Truncate(List.of(1), false, false), 115);
    commit(120, 130);

    assertThat(positions()).containsExactly("100/2");
    assertThat(changes.get(0).place().covered()).isEqualTo(new Lsn(110));
    assertThat(assembler.resumePoint().covered()).isEqualTo(new Lsn(130));
  }

  @Test
  void aTruncateCountsOncePerTable() {
    begin(100);
    relation(1, "orders");
    relation(2, "lines");
    accept(new Message.Truncate(List.of(1, 2), false, false), 90);
    insert(1, 91);
    commit(100, 110);

    assertThat(positions()).containsExactly("100/1", "100/2", "100/3");
  }

  @Test
  void aTransactionalMessageKeepsANumberForItself() {
    begin(100);
    relation(1, "orders");
    accept(new Message.Logical(true, new Lsn(90), "hidden", CONTENT), 90);
    insert(1, 91);
    commit(100, 110);

    assertThat(positions()).containsExactly("100/2");
  }

  @Test
  void aMessageOfNoTransactionStandsAtItsEndWithOrdinalZero() {
    accept(new Message.Logical(false, new Lsn(90), "p", CONTENT), 90);
    begin(90);
    relation(1, "orders");
    insert(1, 80);
    commit(90, 100);

    assertThat(positions()).containsExactly("90/0", "90/1");
    assertThat(changes.get(0).place().covered()).isEqualTo(new Lsn(90));
  }

  @Test
  void aMessageThatWasCoveredIsNotEmittedAgain() {
    accept(new Message.Logical(false, new Lsn(90), "p", CONTENT), 90);
    assembler.resumeAt(assembler.resumePoint());
    accept(new Message.Logical(false, new Lsn(90), "p", CONTENT), 90);
    accept(new Message.Logical(false, new Lsn(98), "p", CONTENT), 98);

    assertThat(positions()).containsExactly("90/0", "98/0");
  }

  @Test
  void anOriginBelongsToItsTransactionAlone() {
    begin(100);
    accept(new Message.Origin(new Lsn(7), "upstream"), 100);
    relation(1, "orders");
    insert(1, 90);
    commit(100, 110);
    begin(120);
    insert(1, 115);
    commit(120, 130);

    assertThat(changes)
        .extracting(change -> change.transaction().origin())
        .containsExactly(new Transaction.Origin("upstream", new Lsn(7)), Transaction.Origin.LOCAL);
  }

  @Test
  void onlyTheLastChangeOfATransactionCoversIt() {
    begin(100);
    relation(1, "orders");
    insert(1, 90);
    insert(1, 91);
    assertThat(changes).hasSize(1);
    commit(100, 110);

    assertThat(changes)
        .extracting(change -> change.place().covered().value())
        .containsExactly(50L, 110L);
  }

  @Test
  void aTransactionWithoutCapturedChangesIsCoveredAtItsEnd() {
    begin(100);
    relation(2, "hidden");
    insert(2, 90);
    assertThat(assembler.resumePoint().covered()).isEqualTo(new Lsn(50));
    commit(100, 110);

    assertThat(assembler.resumePoint().covered()).isEqualTo(new Lsn(110));
  }

  @Test
  void anIdleServersLsnCoversOnlyBetweenTransactions() {
    assembler.idleAt(new Lsn(70));
    assertThat(assembler.resumePoint().covered()).isEqualTo(new Lsn(70));
    begin(100);
    assembler.idleAt(new Lsn(100));

    assertThat(assembler.resumePoint().covered()).isEqualTo(new Lsn(70));
  }

  @Test
  void transactionsBeforeTheResumePointAreDropped() {
    assembler.resumeAt(new ResumePoint(new Lsn(120), 1, new Lsn(115), 1, new Lsn(60)));
    begin(100);
    relation(1, "orders");
    insert(1, 90);
    commit(100, 110);
    begin(120);
    insert(1, 115);
    insert(1, 116);
    commit(120, 130);

    assertThat(positions()).containsExactly("120/2");
  }

  @Test
  void manyRowsOfOneRecordAreToldApartByTheirCount() {
    assembler.resumeAt(new ResumePoint(new Lsn(100), 2, new Lsn(90), 2, new Lsn(60)));
    begin(100);
    relation(1, "orders");
    insert(1, 90);
    insert(1, 90);
    insert(1, 90);
    insert(1, 90);
    commit(100, 110);

    assertThat(positions()).containsExactly("100/3", "100/4");
  }

  @Test
  void numberingGoesOnFromTheStoredOrdinalWhateverTheServerSendsNow() {
    // Stored under another publication, which sent three changes before this one.
    assembler.resumeAt(new ResumePoint(new Lsn(100), 7, new Lsn(91), 1, new Lsn(60)));
    begin(100);
    relation(1, "orders");
    insert(1, 90);
    insert(1, 91);
    insert(1, 92);
    commit(100, 110);

    assertThat(positions()).containsExactly("100/8");
  }

  @Test
  void aTransactionWithoutTheChangeToGoOnAfterIsNeverPassedOver() {
    assembler.resumeAt(new ResumePoint(new Lsn(100), 2, new Lsn(95), 1, new Lsn(60)));
    begin(100);
    relation(1, "orders");
    insert(1, 90);

    assertThatThrownBy(() -> commit(100, 110))
        .isInstanceOf(ResumePointLostException.class)
        .hasMessageContaining("0/5F");
  }

  @Test
  void aChangeOfAnUnknownRelationIsMalformed() {
    begin(100);
    assertThatThrownBy(() -> insert(9, 90)).isInstanceOf(MalformedMessageException.class);
  }

  /** Whatever is cut off and read again, the positions are those of one go. */
  @Test
  void anyRestartGivesTheSamePositions() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int history = 0; history < 500; history++) {
      List<Sent> sent = history(random);
      start();
      changes.clear();
      sent.forEach(this::play);
      List<String> oneGo = positions();

      start();
      changes.clear();
      int cut = random.nextInt(sent.size() + 1);
      sent.subList(0, cut).forEach(this::play);
      for (int reconnects = random.nextInt(3); reconnects >= 0; reconnects--) {
        ResumePoint point = assembler.resumePoint();
        assembler.resumeAt(point);
        List<Sent> again = sentFrom(sent, point.covered());
        int until = reconnects == 0 ? again.size() : random.nextInt(again.size() + 1);
        again.subList(0, until).forEach(this::play);
      }
      assertThat(positions()).as("seed %d, history %d", seed, history).isEqualTo(oneGo);
    }
  }

  /** As the server does: transactions whose commit LSN is not before the one asked for. */
  private static List<Sent> sentFrom(List<Sent> sent, Lsn from) {
    List<Sent> again = new ArrayList<>();
    boolean sending = false;
    for (Sent each : sent) {
      if (each.message instanceof Message.Begin begin) {
        sending = !begin.commitLsn().isBefore(from);
        if (sending) {
          again.add(new Sent(shape(1, "orders"), 0));
          again.add(new Sent(shape(2, "hidden"), 0));
        }
      }
      if (sending) {
        again.add(each);
      }
    }
    return again;
  }

  private static List<Sent> history(Random random) {
    List<Sent> sent = new ArrayList<>();
    sent.add(new Sent(shape(1, "orders"), 0));
    sent.add(new Sent(shape(2, "hidden"), 0));
    long lsn = 100;
    for (int transaction = 1 + random.nextInt(5); transaction > 0; transaction--) {
      List<Sent> inside = new ArrayList<>();
      for (int change = random.nextInt(6); change > 0; change--) {
        lsn += random.nextInt(3) == 0 ? 0 : 8;
        Message message =
            switch (random.nextInt(4)) {
              case 0 -> new Message.Insert(2, ROW);
              case 1 -> new Message.Truncate(List.of(1, 2, 1), false, false);
              case 2 ->
                  new Message.Logical(
                      true, new Lsn(lsn), random.nextBoolean() ? "p" : "hidden", CONTENT);
              default -> new Message.Insert(1, ROW);
            };
        inside.add(new Sent(message, lsn));
      }
      long commit = lsn += 8;
      lsn += 8;
      sent.add(new Sent(new Message.Begin(new Lsn(commit), 0, 7), commit));
      sent.addAll(inside);
      sent.add(new Sent(new Message.Commit(new Lsn(commit), new Lsn(lsn), 0), lsn));
    }
    return sent;
  }

  private void play(Sent sent) {
    assembler.accept(sent.message, new Lsn(sent.lsn));
  }

  private List<String> positions() {
    return changes.stream()
        .map(change -> change.transaction().commitLsn().value() + "/" + change.place().ordinal())
        .toList();
  }

  private void begin(long commitLsn) {
    accept(new Message.Begin(new Lsn(commitLsn), 0, 7), commitLsn);
  }

  private void commit(long commitLsn, long endLsn) {
    accept(new Message.Commit(new Lsn(commitLsn), new Lsn(endLsn), 0), endLsn);
  }

  private void relation(int oid, String name) {
    accept(shape(oid, name), 0);
  }

  private static Message shape(int oid, String name) {
    return new Message.RelationShape(
        new Relation(oid, new TableName("public", name), 'd', List.of()));
  }

  private void insert(int oid, long lsn) {
    accept(new Message.Insert(oid, ROW), lsn);
  }

  private void accept(Message message, long lsn) {
    assembler.accept(message, new Lsn(lsn));
  }

  private record Sent(Message message, long lsn) {}
}
