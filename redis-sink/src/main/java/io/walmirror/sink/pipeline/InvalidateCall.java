package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Invalidate;
import io.walmirror.sink.command.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** The rows of one call of the script that invalidates keys, as its head describes them. */
final class InvalidateCall implements RowCall {

  private static final int MAX_ROWS = 50;
  private static final int MAX_BYTES = 256 * 1024;

  private final List<Invalidate> rows = new ArrayList<>();
  private final List<Keyspace> keyspaces = new ArrayList<>();
  private int bytes;

  @Override
  public boolean takes(Command command) {
    if (!(command instanceof Invalidate row)) {
      return false;
    }
    if (!rows.isEmpty() && (rows.size() == MAX_ROWS || bytes + command.size() > MAX_BYTES)) {
      return false;
    }
    rows.add(row);
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
    for (Invalidate row : rows) {
      byte[] key = row.key().array();
      call.add(key).add(SideKeys.version(SideKeys.tag(key), key));
    }
    call.add(tombstoneMillis).add(keyspaces.size());
    for (Invalidate row : rows) {
      call.add(keyspaces.indexOf(row.keyspace()) + 1)
          .add(row.version().text().getBytes(StandardCharsets.ISO_8859_1));
    }
    return call;
  }
}
