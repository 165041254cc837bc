package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.fixture.Table;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each answer of Redis becomes while a table is emptied. */
class SweepsTest {

  /** One key is found and more are to come. */
  private static final String PAGE = "*2\r\n$2\r\n17\r\n*1\r\n$8\r\norders:1";

  @AutoClose private final ScriptedRedis redis = ScriptedRedis.start();
  private RunningSink sink;
  private final SinkRecord truncate = Table.orders().truncate(20);

  @BeforeEach
  void start() {
    sink =
        RunningSink.start(RecordingContext.withReporter(), redis.uri(), "errors.tolerance", "all");
  }

  @AfterEach
  void stop() {
    sink.close();
  }

  @Test
  void everyPageIsAskedForFromWhereTheLastEnded() {
    redis.answer("SCAN", PAGE);
    putToTheEnd();

    List<List<String>> scans = scans();
    assertThat(scans).extracting(scan -> scan.get(1)).containsExactly("0", "17");
    assertThat(scans.get(0))
        .containsExactly("SCAN", "0", "MATCH", "orders:*", "COUNT", "1000", "TYPE", "hash");
    assertThat(sink.isSettled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-LOADING Redis is loading the dataset in memory",
        "-MASTERDOWN Link with MASTER is down",
        ScriptedRedis.DROP
      })
  void whatRedisCannotDoNowIsBegunAgainAndTheOffsetWaits(String answer) {
    redis.answer("SCAN", PAGE).answer("SCAN", answer);
    assertThatThrownBy(this::putToTheEnd).isInstanceOf(RetriableException.class);
    assertThat(sink.isSettled()).isFalse();
    assertThat(sink.context().timeouts()).isNotEmpty();
    sink.settle();

    assertThat(scans()).extracting(scan -> scan.get(1)).containsExactly("0", "17", "0");
    assertThat(sink.isSettled()).isTrue();
    assertThat(sink.context().reports()).isEmpty();
  }

  @Test
  void aPieceThatFailsIsDoneAgainBeforeTheNext() {
    redis.answer("SCAN", PAGE).answer("EVALSHA", ":0").answer("EVALSHA", "-NOSCRIPT No script.");
    assertThatThrownBy(() -> sink.putOnce(List.of(truncate)))
        .isInstanceOf(RetriableException.class);
    redis.answer("SCAN", PAGE);
    sink.put(truncate);
    sink.settle();

    assertThat(scans()).extracting(scan -> scan.get(1)).containsExactly("0", "0", "17");
    assertThat(redis.count("SCRIPT")).as("loaded again").isEqualTo(8);
    assertThat(sink.isSettled()).isTrue();
  }

  /** A call may end between two pages. */
  private void putToTheEnd() {
    sink.putOnce(List.of(truncate));
    while (!sink.isSettled()) {
      sink.putOnce(List.of());
    }
  }

  @Test
  void missingRightsFailWithWhatToDo() {
    redis.answer("SCAN", "-NOPERM this user has no permissions to run the 'scan' command");
    assertThatThrownBy(() -> sink.putOnce(List.of(truncate)))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("public.orders")
        .hasMessageContaining("grant the user");
    assertThat(sink.isSettled()).isFalse();
    assertThat(sink.context().reports()).isEmpty();
  }

  @Test
  void whatRedisWillNeverDoIsReportedAndTheOffsetGoesOn() {
    redis.answer("EVALSHA", ":0").answer("EVALSHA", "-ERR something else");
    sink.putOnce(List.of(truncate));

    assertThat(sink.context().reports()).hasSize(1);
    assertThat(sink.context().reports().get(0).record()).isSameAs(truncate);
    assertThat(sink.isSettled()).isTrue();
  }

  @Test
  void aNewerTruncateOfTheTableEndsAnOlder() {
    redis.answer("SCAN", PAGE).answer("EVALSHA", ":0").answer("EVALSHA", ":-1");
    sink.putOnce(List.of(truncate));

    assertThat(scans()).hasSize(1);
    assertThat(sink.isSettled()).isTrue();
  }

  @Test
  void aTruncateThatComesAfterANewerOneLooksThroughNothing() {
    redis.answer("EVALSHA", ":-1");
    sink.putOnce(List.of(truncate));

    assertThat(scans()).isEmpty();
    assertThat(sink.isSettled()).isTrue();
  }

  private List<List<String>> scans() {
    return redis.received().stream().filter(each -> each.get(0).equals("SCAN")).toList();
  }
}
