package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.PutDocument;
import io.walmirror.sink.command.DocumentCommands;
import io.walmirror.sink.command.FieldSelection;
import io.walmirror.sink.command.RowDocument;
import io.walmirror.sink.command.RowKeys;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.sink.row.PositionVersions;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.args.Rawable;

/** What the script that writes documents is told, and what it is answered. */
class DocumentCallTest {

  private static final List<String> KEYS =
      List.of("orders:1", "walmirror:1:v:{2hA}:orders:1", "walmirror:1:lag:{2hA}:orders:1");

  private final RowReader reader = new RowReader(new PositionVersions());
  private final Table orders = Table.orders();

  @Test
  void aWholeRowIsItsDocument() {
    assertThat(said(RowType.STRING, orders.upsert(1, "id", 1, "customer", "A")))
        .containsExactly("1", at(1), "", "s", "w", "{\"id\":1,\"customer\":\"A\"}", "", "");
    assertThat(said(RowType.JSON, orders.upsert(1, "id", 1)))
        .containsExactly("1", at(1), "", "j", "w", "{\"id\":1}", "", "");
  }

  @Test
  void aDeleteIsNothingButItsVersion() {
    assertThat(said(RowType.JSON, orders.delete(2, "id", 1)))
        .containsExactly("1", at(2), "", "j", "r", "", "");
  }

  @Test
  void aPartialRowNamesWhatItLeavesOut() {
    assertThat(said(RowType.STRING, partial("A")))
        .containsExactly(
            "1", at(3), "", "s", "p", "{\"id\":1,\"customer\":\"A\"}", "1", "note", "0", "", "");
  }

  @Test
  void aNativeDocumentIsToldEachMemberAlone() {
    assertThat(said(RowType.JSON, partial("A")))
        .containsExactly(
            "1",
            at(3),
            "",
            "j",
            "p",
            "{\"id\":1,\"customer\":\"A\"}",
            "1",
            "note",
            "2",
            "id",
            "1",
            "customer",
            "\"A\"",
            "",
            "");
  }

  @Test
  void aQuestionIsAnsweredWithTheDocumentPutTogether() {
    PutDocument put = command(RowType.STRING, partial("A"));
    DocumentQuestion question =
        question("m", "digest", "{\"id\":1,\"note\":[],\"gone\":0,\"customer\":\"B\"}", "note");
    assertThat(rest(DocumentCall.answering(put, question)))
        .endsWith("digest", "{\"id\":1,\"customer\":\"A\",\"note\":[]}");
    DocumentQuestion older = question("c", "digest", "{\"id\":1,\"note\":[]}", "customer", "note");
    assertThat(rest(DocumentCall.answering(put, older)))
        .endsWith("digest", "{\"id\":1,\"customer\":\"A\"}");
    PutDocument whole = command(RowType.JSON, orders.upsert(1, "id", 1));
    assertThat(rest(DocumentCall.answering(whole, question("n"))))
        .containsExactly("1", at(1), "", "j", "p", "{\"id\":1}", "0", "1", "id", "1", "", "");
  }

  @Test
  void whatIsNoDocumentKeepsNothing() {
    PutDocument put = command(RowType.STRING, partial("A"));
    assertThat(rest(DocumentCall.answering(put, question("m", "digest", "{damaged", "note"))))
        .endsWith("digest", "{\"id\":1,\"customer\":\"A\"}");
  }

  @Test
  void aNativeDocumentWithAQuoteInANameCannotBeWrittenInPart() {
    FieldSelection awkward = FieldSelection.of(List.of(), List.of(), List.of("customer:a\"b"));
    assertThatThrownBy(() -> command(RowType.JSON, awkward, partial("A")))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("redis.type=string");
    assertThat(command(RowType.STRING, awkward, partial("A"))).isNotNull();
  }

  private List<String> said(RowType type, SinkRecord record) {
    DocumentCall call = new DocumentCall();
    assertThat(call.takes(command(type, record))).isTrue();
    return rest(call);
  }

  /** What follows the keys, the time to live and the number of floors. */
  private static List<String> rest(DocumentCall call) {
    CommandArguments arguments = call.arguments(utf8("name"), utf8("1000"));
    List<String> texts = new ArrayList<>();
    for (Rawable argument : arguments) {
      texts.add(Bytes.of(argument.getRaw()).toString());
    }
    assertThat(texts.subList(0, 3)).containsExactly("EVALSHA", "name", "4");
    assertThat(texts.subList(4, 7)).isEqualTo(KEYS);
    assertThat(texts.subList(7, 9)).containsExactly("1000", "1");
    return texts.subList(9, texts.size());
  }

  private PutDocument command(RowType type, SinkRecord record) {
    return command(type, FieldSelection.ALL, record);
  }

  private PutDocument command(RowType type, FieldSelection selection, SinkRecord record) {
    Command command =
        new DocumentCommands(
                new RowKeys(KeyTemplate.of("${table}", ":")),
                new RowDocument(JsonObject.Numbers.STRING, selection),
                type,
                true,
                TruncatePolicy.APPLY)
            .of(reader.read(record))
            .orElseThrow();
    return (PutDocument) command;
  }

  private SinkRecord partial(String customer) {
    Map<String, Object> row = Table.row("id", 1, "customer", customer);
    return orders.upsert(Form.FLAT, "u", Table.at(3), List.of("note"), row);
  }

  private static DocumentQuestion question(String... words) {
    List<Object> answer = new ArrayList<>(List.of(5L));
    for (String word : words) {
      answer.add(utf8(word));
    }
    return DocumentQuestion.of(answer);
  }

  private static String at(long lsn) {
    return Table.at(lsn).text();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
