package io.walmirror.it.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MonitorLineTest {

  @Test
  void aCommandOfAClientIsItsWords() {
    MonitorLine line = MonitorLine.parse("1790.1 [3 127.0.0.1:5000] \"hset\" \"a:1\" \"b\" \"\"");

    assertThat(line.database()).isEqualTo(3);
    assertThat(line.command()).isEqualTo("HSET");
    assertThat(line.arguments()).containsExactly("a:1", "b", "");
  }

  @Test
  void aCommandOfAScriptIsReadAlike() {
    assertThat(MonitorLine.parse("1790.1 [0 lua] \"DEL\" \"a] b\"").arguments())
        .containsExactly("a] b");
  }

  @Test
  void escapesBecomeWhatTheyStandFor() {
    assertThat(
            MonitorLine.parse("1 [0 lua] \"SET\" \"\\\"\\\\ \\n\\r\\t\\a\\b\\x00\\xc3\\xab\"")
                .arguments())
        .containsExactly("\"\\ \n\r\t\u0007\b\0ë");
  }

  @Test
  void whatIsNoLineIsRefused() {
    assertThatThrownBy(() -> MonitorLine.parse("OK")).isInstanceOf(IllegalArgumentException.class);
  }
}
