package io.walmirror.it.monitor;

import static io.walmirror.it.monitor.Violation.Kind.NO_VERSION;
import static io.walmirror.it.monitor.Violation.Kind.ROW_WENT_BACK;
import static io.walmirror.it.monitor.Violation.Kind.UNKNOWN_COMMAND;
import static io.walmirror.it.monitor.Violation.Kind.VERSION_WENT_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The check finds each kind of write that goes back, and nothing else. */
class WritesTest {

  private static final String V1 = "p" + "0".repeat(34) + "1";
  private static final String V2 = "p" + "0".repeat(34) + "2";
  private static final String V3 = "p" + "0".repeat(34) + "a";
  private static final String SIDE_KEY = "walmirror:1:v:{0bX}:a:1";

  private static final String FLOOR = "walmirror:1:f:{06S}:a:";

  private final Writes writes = new Writes(Set.of("HSET", "HDEL", "DEL", "SET", "HINCRBY"), "rev");

  private void done(String... words) {
    writes.accept(new MonitorLine(0, List.of(words)));
  }

  private void put(String revision, String version) {
    done("HSET", "a:1", "rev", revision, "_v", version + "#0123abcd");
  }

  private List<Violation.Kind> found() {
    return writes.violations().stream().map(Violation::kind).toList();
  }

  @Test
  void aRowThatIsWrittenAgainOrNewerIsFine() {
    put("1", V1);
    put("1", V1);
    put("2", V2);
    done("HDEL", "a:1", "body");
    done("DEL", "a:1");
    done("SET", SIDE_KEY, V3, "PX", "3600000");
    done("SET", SIDE_KEY, V3, "PX", "3600000");

    assertThat(found()).isEmpty();
    assertThat(writes.count()).isEqualTo(7);
  }

  @Test
  void anOlderVersionIsFound() {
    put("1", V2);
    done("HSET", "a:1", "_v", V1 + "#0123abcd");

    assertThat(found()).containsExactly(VERSION_WENT_BACK);
  }

  @Test
  void anUpsertOlderThanTheTombstoneIsFound() {
    done("SET", SIDE_KEY, V2, "PX", "3600000");
    done("HSET", "a:1", "_v", V1 + "#0123abcd");

    assertThat(found()).containsExactly(VERSION_WENT_BACK);
  }

  @Test
  void aTombstoneOlderThanTheRowIsFound() {
    put("1", V2);
    done("SET", SIDE_KEY, V1, "PX", "3600000");

    assertThat(found()).containsExactly(VERSION_WENT_BACK);
  }

  @Test
  void anOlderRowIsFoundWithoutAnyVersion() {
    done("HSET", "a:1", "rev", "2");
    done("HSET", "a:1", "rev", "1");

    assertThat(found()).containsExactly(ROW_WENT_BACK);
  }

  @Test
  void aDeletedRowThatComesBackIsFoundWithoutAnyVersion() {
    done("HSET", "a:1", "rev", "2");
    done("DEL", "a:1");
    done("HSET", "a:1", "rev", "2");

    assertThat(found()).containsExactly(ROW_WENT_BACK);
  }

  @Test
  void aVersionThatIsNoneOrIsTakenAwayIsFound() {
    done("HSET", "a:1", "_v", "7");
    done("HDEL", "a:1", "_v");

    assertThat(found()).containsExactly(NO_VERSION, NO_VERSION);
  }

  @Test
  void aWriteOfAnotherKindIsFound() {
    done("HINCRBY", "a:1", "rev", "1");
    done("SET", "mine", "x");
    done("HGETALL", "a:1");

    assertThat(found()).containsExactly(UNKNOWN_COMMAND, NO_VERSION);
  }

  @Test
  void aDocumentIsFineWithItsVersionAndFoundWithoutOrWithAnOlder() {
    done("SET", "a:1", "{}");
    done("SET", SIDE_KEY, V2);
    assertThat(found()).isEmpty();
    done("SET", "a:1", "{}");
    assertThat(found()).containsExactly(NO_VERSION);
    done("SET", SIDE_KEY, V1);
    assertThat(found()).containsExactly(VERSION_WENT_BACK);
  }

  @Test
  void whatIsOlderThanItsTablesFloorIsFoundAndWhatIsSweptIsFine() {
    put("1", V1);
    done("SET", FLOOR, V2, "PX", "3600000");
    done("DEL", "a:1", "walmirror:1:lag:{0bX}:a:1");
    put("2", V2);
    assertThat(found()).isEmpty();
    done("SET", "walmirror:1:v:{0bX}:a:2", V1, "PX", "3600000");
    done("SET", FLOOR, V1, "PX", "3600000");
    assertThat(found()).containsExactly(VERSION_WENT_BACK, VERSION_WENT_BACK);
  }

  @Test
  void whatIsKeptBesideTheRowsIsNoRow() {
    done("HSET", "walmirror:1:lag:{0bX}:a:1", "rev", "-" + V1);
    done("HDEL", "walmirror:1:lag:{0bX}:a:1", "rev");
    done("SET", "walmirror:1:w:{06S}:mirror:t-0", "12 a-1");
    done("SET", "walmirror:1:w:{06S}:mirror:t-0", "7 b-1");

    assertThat(found()).isEmpty();
    assertThat(writes.count()).isZero();
  }
}
