package io.walmirror.connector.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SignalLedgerTest {

  private static final Signal FIRST =
      new Signal("1", "execute-snapshot", "{\"data-collections\": [\"a\"]}", SignalChannel.MESSAGE);
  private static final Signal SECOND = new Signal("2", "stop-snapshot", null, SignalChannel.KAFKA);

  private final SignalLedger ledger = new SignalLedger("shop-signal");

  @Test
  void withoutSignalsThereIsNothingToTell() {
    assertThat(ledger.text()).isEmpty();
    assertThat(ledger.restore("", 0)).isEmpty();
  }

  @Test
  void whatWasTakenIsThereAfterARestartInItsOrder() {
    ledger.taken(FIRST, 1, OptionalLong.empty());
    ledger.taken(SECOND, 2, OptionalLong.of(8));
    SignalLedger later = new SignalLedger("shop-signal");

    assertThat(later.restore(ledger.text(), 0)).containsExactly(FIRST, SECOND);
    assertThat(later.next()).hasValue(8);
  }

  @Test
  void whatSurvivesARestartInAnotherWayIsToldNoMore() {
    ledger.taken(FIRST, 1, OptionalLong.empty());
    ledger.taken(SECOND, 2, OptionalLong.of(8));

    assertThat(ledger.stored(0)).isFalse();
    assertThat(ledger.stored(1)).isTrue();
    assertThat(new SignalLedger("shop-signal").restore(ledger.text(), 0)).containsExactly(SECOND);
    assertThat(ledger.stored(2)).isTrue();
    assertThat(ledger.text()).isEqualTo("{\"topic\":\"shop-signal\",\"next\":8}");
  }

  @Test
  void whatTheOtherSideHadStoredIsNotFollowedAgain() {
    ledger.taken(FIRST, 6, OptionalLong.empty());
    ledger.taken(SECOND, 7, OptionalLong.empty());

    assertThat(new SignalLedger("shop-signal").restore(ledger.text(), 6)).containsExactly(SECOND);
    assertThat(new SignalLedger("shop-signal").restore(ledger.text(), 7)).isEmpty();
  }

  @Test
  void anotherTopicIsReadFromItsOwnBeginning() {
    ledger.passed(OptionalLong.of(8));
    SignalLedger other = new SignalLedger("other");
    other.restore(ledger.text(), 0);

    assertThat(other.next()).isEmpty();
    assertThat(other.text()).isEmpty();
  }

  @Test
  void whatCannotBeReadStopsNothing() {
    assertThat(ledger.restore("{\"open\": [", 0)).isEmpty();
    assertThat(ledger.text()).isEmpty();
  }
}
