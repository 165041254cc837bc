package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.PutDocument;
import io.walmirror.sink.command.Keyspace;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** The rows of one call of the script that writes documents, as its head describes them. */
final class DocumentCall implements RowCall {

  private static final int MAX_ROWS = 50;
  private static final int MAX_BYTES = 256 * 1024;
  private static final byte[] TEXT = {'s'};
  private static final byte[] NATIVE = {'j'};
  private static final byte[] WHOLE = {'w'};
  private static final byte[] GONE = {'r'};
  private static final byte[] PART = {'p'};
  private static final byte[] NOTHING = {};

  private record Row(PutDocument put, Optional<DocumentQuestion> question) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<Keyspace> keyspaces = new ArrayList<>();
  private int bytes;

  @Override
  public boolean takes(Command command) {
    if (!(command instanceof PutDocument put)) {
      return false;
    }
    if (!rows.isEmpty() && (rows.size() == MAX_ROWS || bytes + command.size() > MAX_BYTES)) {
      return false;
    }
    add(put, Optional.empty());
    return true;
  }

  /** A row that the script has asked for once more, with the answer to its question. */
  static DocumentCall answering(PutDocument put, DocumentQuestion question) {
    DocumentCall call = new DocumentCall();
    call.add(put, Optional.of(question));
    return call;
  }

  private void add(PutDocument put, Optional<DocumentQuestion> question) {
    rows.add(new Row(put, question));
    bytes += put.size();
    if (!keyspaces.contains(put.keyspace())) {
      keyspaces.add(put.keyspace());
    }
  }

  CommandArguments arguments(byte[] scriptName, byte[] tombstoneMillis) {
    CommandArguments call =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(scriptName)
            .add(keyspaces.size() + 3 * rows.size());
    for (Keyspace keyspace : keyspaces) {
      call.add(SideKeys.floor(keyspace.name().array()));
    }
    for (Row row : rows) {
      byte[] key = row.put.key().array();
      byte[] tag = SideKeys.tag(key);
      call.add(key).add(SideKeys.version(tag, key)).add(SideKeys.lag(tag, key));
    }
    call.add(tombstoneMillis).add(keyspaces.size());
    for (Row row : rows) {
      say(call, row);
    }
    return call;
  }

  private void say(CommandArguments call, Row row) {
    PutDocument put = row.put;
    boolean isNative = put.type() == RowType.JSON;
    boolean asked = row.question.filter(DocumentQuestion::wantsMembers).isPresent();
    call.add(keyspaces.indexOf(put.keyspace()) + 1)
        .add(put.version().text().getBytes(StandardCharsets.ISO_8859_1))
        .add(put.origin().expiry().map(it -> Protocol.toByteArray(it.millis())).orElse(NOTHING))
        .add(isNative ? NATIVE : TEXT);
    if (put.text().isEmpty()) {
      call.add(GONE);
    } else if (put.kept().isEmpty() && !asked) {
      call.add(WHOLE).add(put.text().get().array());
    } else {
      call.add(PART).add(put.text().get().array()).add(put.kept().size());
      put.kept().forEach(name -> call.add(name.array()));
      members(call, isNative ? members(put) : Map.of());
    }
    Optional<Bytes> merged = row.question.flatMap(question -> question.merged(put));
    call.add(merged.isPresent() ? row.question.get().digest() : NOTHING)
        .add(merged.map(Bytes::array).orElse(NOTHING));
  }

  private static Map<String, String> members(PutDocument put) {
    return JsonMembers.of(put.text().orElseThrow().toString()).orElseThrow();
  }

  private static void members(CommandArguments call, Map<String, String> members) {
    call.add(members.size());
    members.forEach((name, value) -> call.add(utf8(name)).add(utf8(value)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
