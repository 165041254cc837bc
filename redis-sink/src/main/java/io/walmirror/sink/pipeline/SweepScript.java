package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.FenceConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
  CommandArguments call(Sweep sweep, List<byte[]> keys) {
    CommandArguments call =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(name)
            .add(1 + 3 * keys.size())
            .add(SideKeys.floor(sweep.keyspace().name().array()));
    for (byte[] key : keys) {
      byte[] tag = SideKeys.tag(key);
      call.add(key).add(SideKeys.version(tag, key)).add(SideKeys.lag(tag, key));
    }
    return call.add(floorMillis)
        .add(versionField)
        .add(sweep.before().text().getBytes(StandardCharsets.ISO_8859_1))
        .add(sweep.type().name().toLowerCase(Locale.ROOT));
  }
}
