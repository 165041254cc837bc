package io.walmirror.connector.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  private static final String ORDERS = "{\"data-collections\": [\"public.orders\"]";

  @Test
  void aSnapshotIsAskedForAsDebeziumsUsersDo() throws BadSignalException {
    Command command =
        asked(
            "execute-snapshot",
            "{\"data-collections\": [\"public\\\\.order.*\", \"\\\"public\\\".\\\"My Table\\\"\"],"
                + "\"type\": \"INCREMENTAL\", \"surrogate-key\": \"code\", \"additional-conditions\":"
                + "[{\"data-collection\": \"public.orders\", \"filter\": \"id > 7\"}]}");

    assertThat(command)
        .isEqualTo(
            new Command.Snapshot(
                new SnapshotRequest(
                    "s1",
                    Kind.INCREMENTAL,
                    List.of("public\\.order.*", "public.My Table"),
                    Map.of("public.orders", "id > 7"))));
  }

  @ParameterizedTest
  @CsvSource({
    ",INCREMENTAL",
    "incremental,INCREMENTAL",
    "Incremental,INCREMENTAL",
    "blocking,BLOCKING",
    "BLOCKING,BLOCKING"
  })
  void theKindIsReadInAnyCaseAndIncrementalByDefault(String word, Kind kind)
      throws BadSignalException {
    String type = word == null ? "}" : ", \"type\": \"" + word + "\"}";

    assertThat(((Command.Snapshot) asked("execute-snapshot", ORDERS + type)).request().kind())
        .isEqualTo(kind);
  }

  @Test
  void theOldFormOfAConditionHoldsForEveryTable() throws BadSignalException {
    String data = ORDERS + ", \"additional-condition\": \"color = 'blue'\"}";

    assertThat(((Command.Snapshot) asked("execute-snapshot", data)).request().conditions())
        .isEqualTo(Map.of(".*", "color = 'blue'"));
  }

  @Test
  void aStopNamesTablesOrMeansAllOfThem() throws BadSignalException {
    assertThat(asked("stop-snapshot", ORDERS + ", \"type\": \"incremental\"}"))
        .isEqualTo(new Command.Stop(List.of("public.orders")));
    assertThat(asked("stop-snapshot", "{\"type\": \"incremental\"}"))
        .isEqualTo(asked("stop-snapshot", ""))
        .isEqualTo(asked("stop-snapshot", null))
        .isEqualTo(new Command.Stop(List.of()));
  }

  @Test
  void pauseAndResumeNeedNothing() throws BadSignalException {
    assertThat(asked("pause-snapshot", "")).isEqualTo(new Command.Pause());
    assertThat(asked("resume-snapshot", null)).isEqualTo(new Command.Resume());
  }

  @Test
  void aMessageIsSaid() throws BadSignalException {
    assertThat(asked("log", "{\"message\": \"hello\"}")).isEqualTo(new Command.Say("hello"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|data-collections|regular expressions",
        "{\"data-collections\": []}|data-collections|regular expressions",
        "{\"data-collections\": \"public.orders\"}|data-collections|list of texts",
        "{\"data-collections\": [7]}|data-collections|list of texts",
        "{\"data-collections\": [\"public.(\"]}|data-collections|no regular expression",
        "{\"data-collections\": [\"a.b\"], \"type\": \"full\"}|type|incremental or blocking",
        "{\"data-collections\": [\"a.b\"], \"additional-conditions\": {}}|additional-conditions|list",
        "{\"data-collections\": [\"a.b\"], \"additional-conditions\": [{\"filter\": \"x\"}]}"
            + "|additional-conditions|data-collection and filter",
        "{\"data-collections\": [\"a.b\"], \"additional-conditions\": [{\"data-collection\": \"a.b\","
            + " \"filter\": \" select * from a.b\"}]}|filter|behind WHERE",
        "{\"data-collections\": [\"a.b\"], \"additional-conditions\": [{\"data-collection\": \"a.b\","
            + " \"filter\": \" \"}]}|filter|every row",
        "[\"a.b\"]|data|JSON object",
        "{\"data-collections\": [\"a.b\"]|data|no JSON from column",
        "{} {}|data|behind its last brace",
        "''|data|is empty"
      })
  void whatIsWrongIsSaidByTheNameOfTheFieldWithTheCure(String data, String field, String cure) {
    assertThatExceptionOfType(BadSignalException.class)
        .isThrownBy(() -> asked("execute-snapshot", data))
        .withMessageStartingWith(field)
        .withMessageContaining(cure)
        .extracting(BadSignalException::field)
        .isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schema-changes", "snapshot-window-open", "drop-table", "", "Log"})
  void whatCannotBeDoneIsAnsweredByName(String type) {
    assertThatExceptionOfType(BadSignalException.class)
        .isThrownBy(() -> asked(type, "{}"))
        .withMessageStartingWith("type ")
        .withMessageContaining(type);
  }

  @Test
  void aMessageOfErrorQuotesNoValueOfARow() {
    assertThatExceptionOfType(BadSignalException.class)
        .isThrownBy(() -> asked("execute-snapshot", "{\"data-collections\": secret}"))
        .withMessageNotContaining("secret");
    assertThat(
            new Signal("1", "execute-snapshot", "{\"filter\": \"secret\"}", SignalChannel.FILE)
                .toString())
        .doesNotContain("secret");
  }

  @Test
  void aSignalIsOneObjectWhoseDataIsAnObjectOrATextOfOne() throws BadSignalException {
    Signal nested = line("{\"id\": \"s1\", \"type\": \"log\", \"data\": {\"message\": \"é\\n\"}}");
    Signal text =
        line(
            "{\"id\": \"s1\", \"type\": \"log\", \"data\": \"{\\\"message\\\": \\\"é\\\\n\\\"}\"}");

    assertThat(Commands.of(nested)).isEqualTo(Commands.of(text)).isEqualTo(new Command.Say("é\n"));
    assertThat(line("{\"type\": \"pause-snapshot\"}").id()).isEqualTo("otherwise");
    assertThatExceptionOfType(BadSignalException.class)
        .isThrownBy(() -> line("{\"id\": 7, \"type\": \"log\"}"))
        .withMessageStartingWith("id must be a text");
  }

  private static Signal line(String json) throws BadSignalException {
    return Signal.parse(json, SignalChannel.FILE, "otherwise");
  }

  private static Command asked(String type, String data) throws BadSignalException {
    return Commands.of(new Signal("s1", type, data, SignalChannel.FILE));
  }
}
