package io.walmirror.sink.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * How far the tasks of a connector have read, kept in Redis, where each can see it of the others: a
 * text for each partition. For one thread.
 */
public final class Marks {

  private final RedisPipeline redis;
  private final String connector;

  public Marks(RedisPipeline redis, String connector) {
    this.redis = redis;
    this.connector = connector;
  }

  /** Writes the texts of these partitions; whether that worked. */
  public boolean write(Map<String, String> texts) {
    List<CommandArguments> commands = new ArrayList<>(texts.size());
    texts.forEach(
        (partition, text) ->
            commands.add(
                new CommandArguments(Command.SET)
                    .add(key(partition))
                    .add(text.getBytes(StandardCharsets.US_ASCII))));
    return redis.say(commands).isPresent();
  }

  /** The texts of those of these partitions that have one, or nothing if Redis did not say. */
  public Optional<Map<String, String>> read(Set<String> partitions) {
    List<String> names = List.copyOf(partitions);
    List<CommandArguments> commands = new ArrayList<>(names.size());
    names.forEach(name -> commands.add(new CommandArguments(Command.GET).add(key(name))));
    return redis.say(commands).map(replies -> texts(names, replies));
  }

  private static Map<String, String> texts(List<String> names, List<Object> replies) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (replies.get(i) instanceof byte[] text) {
        texts.put(names.get(i), new String(text, StandardCharsets.US_ASCII));
      }
    }
    return texts;
  }

  private byte[] key(String partition) {
    return SideKeys.mark((connector + ":" + partition).getBytes(StandardCharsets.UTF_8));
  }
}
