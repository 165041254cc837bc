package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Replace;
import io.walmirror.sink.command.Keyspace;
import io.walmirror.sink.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** The rows of one call of the script that replaces keys whole, as its head describes them. */
final class ReplaceCall implements RowCall {

  private static final int MAX_ROWS = 50;
  private static final int MAX_BYTES = 256 * 1024;

  private static final byte[] OWNED = {'1'};
  private static final byte[] FOREIGN = {'0'};
  private static final byte[] LASTING = {'0'};
  private static final byte[] NOTHING = {'0'};
  private static final byte[] TEXT = {'1'};

  private final List<Replace> rows = new ArrayList<>();
  private final List<Keyspace> keyspaces = new ArrayList<>();
  private int bytes;

  @Override
  public boolean takes(Command command) {
    if (!(command instanceof Replace replace)) {
      return false;
    }
    if (!rows.isEmpty() && (rows.size() == MAX_ROWS || bytes + command.size() > MAX_BYTES)) {
      return false;
    }
    rows.add(replace);
    bytes += command.size();
    if (!keyspaces.contains(command.keyspace())) {
      keyspaces.add(command.keyspace());
    }
    return true;
  }

  CommandArguments arguments(byte[] scriptName, byte[] tombstoneMillis) {
    CommandArguments call =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(scriptName)
            .add(keyspaces.size() + 2 * rows.size());
    for (Keyspace keyspace : keyspaces) {
      call.add(SideKeys.floor(keyspace.name().array()));
    }
    for (Replace row : rows) {
      byte[] key = row.key().array();
      call.add(key).add(SideKeys.version(SideKeys.tag(key), key));
    }
    call.add(tombstoneMillis).add(keyspaces.size());
    for (Replace row : rows) {
      call.add(keyspaces.indexOf(row.keyspace()) + 1)
          .add(row.version().text().getBytes(StandardCharsets.ISO_8859_1))
          .add(row.owned() ? OWNED : FOREIGN)
          .add(row.origin().expiry().map(it -> Protocol.toByteArray(it.millis())).orElse(LASTING))
          .add(row.text().isPresent() ? TEXT : NOTHING);
      row.text().map(Bytes::array).ifPresent(call::add);
    }
    return call;
  }
}
