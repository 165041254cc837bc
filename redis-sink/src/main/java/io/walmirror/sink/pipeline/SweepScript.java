package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Keyspace;
import io.walmirror.sink.config.FenceConfig;
import io.walmirror.sink.row.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** The script that raises a table's floor and removes older keys, as its head describes it. */
final class SweepScript {

  private final byte[] versionField;
  private final byte[] floorMillis;
  private final byte[] script;
  private byte[] name = new byte[0];

  SweepScript(FenceConfig config, byte[] script) {
    this.versionField = config.versionField().getBytes(StandardCharsets.UTF_8);
    this.floorMillis = Protocol.toByteArray(config.tombstoneTtl().toMillis());
    this.script = script;
  }

  void load(RedisLink link) throws LinkException {
    name = link.load(script);
  }

  /** Raises the floor and removes those of the keys that are older. */
  CommandArguments call(Keyspace keyspace, Version before, List<byte[]> keys) {
    CommandArguments call =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(name)
            .add(1 + 2 * keys.size())
            .add(SideKeys.floor(keyspace.bytes().array()));
    for (byte[] key : keys) {
      call.add(key).add(SideKeys.lag(SideKeys.tag(key), key));
    }
    return call.add(floorMillis)
        .add(versionField)
        .add(before.text().getBytes(StandardCharsets.ISO_8859_1));
  }
}
