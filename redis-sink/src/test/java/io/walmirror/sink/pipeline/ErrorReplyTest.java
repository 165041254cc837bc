package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorReplyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OOM command not allowed | OOM | NOT_NOW",
        "-OOM command not allowed | OOM | NOT_NOW",
        "@user_script: 12: -OOM command not allowed | OOM | NOT_NOW",
        "ERR max number of clients reached | ERR | NOT_NOW",
        "BUSY Redis is busy | BUSY | NOT_NOW",
        "BUSYKEY Target key name already exists. | BUSYKEY | REJECTED",
        "BUSYGROUP exists | BUSYGROUP | REJECTED",
        "WRONGTYPE Operation against a key | WRONGTYPE | REJECTED",
        "ERR wrong number of arguments | ERR | REJECTED",
        "something without a code | ERR | REJECTED",
        "NOAUTH Authentication required. | NOAUTH | NEVER",
        "WRONGPASS invalid | WRONGPASS | NEVER",
        "NOPERM no permissions | NOPERM | NEVER",
        "ERR The user executing the script can't run this command | NOPERM | NEVER",
        "@user_script: 1: The user executing the script can't run this | NOPERM | NEVER",
        "ERR Unknown Redis command called from script | ERR | NEVER",
        "@user_script: 1: Unknown Redis command called from Lua script | ERR | NEVER",
        "-MASTERDOWN Link with MASTER is down | MASTERDOWN | NOT_NOW",
        "@user_script: 1: -READONLY You can't write | READONLY | NOT_NOW",
        "MOVED 1 127.0.0.1:1 | MOVED | NEVER",
        "CROSSSLOT Keys | CROSSSLOT | NEVER",
        "ERR unknown command 'EVALSHA' | ERR | NEVER"
      })
  void everyReplyHasOneOutcome(String reply, String code, Outcome.Kind kind) {
    ErrorReply error = ErrorReply.parse(reply);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.outcome().kind()).isEqualTo(kind);
  }

  @Test
  void argumentsOfTheCommandAreNotRepeated() {
    assertThat(
            ErrorReply.parse("ERR unknown command 'EVALSHA', with args beginning with: 'Ada' ")
                .toString())
        .isEqualTo("ERR unknown command 'EVALSHA'");
    assertThat(
            ErrorReply.parse("NOPERM User app has no permissions to access the 'customer:Ada' key")
                .toString())
        .doesNotContain("Ada");
  }

  @Test
  void onlyStatesThatAnotherConnectionMayCureAskForOne() {
    assertThat(ErrorReply.parse("READONLY replica").asksForReconnect()).isTrue();
    assertThat(ErrorReply.parse("MASTERDOWN link").asksForReconnect()).isTrue();
    assertThat(ErrorReply.parse("OOM full").asksForReconnect()).isFalse();
  }
}
