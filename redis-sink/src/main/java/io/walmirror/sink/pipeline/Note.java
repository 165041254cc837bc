package io.walmirror.sink.pipeline;

import io.walmirror.sink.template.Escape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;

/**
 * What is noted in Redis about a mapping, under {@code walmirror:1:meta:<connector>:<mapping>}, or
 * about one of its topics, with {@code :<topic>} behind that.
 *
 * @param text what the note says, or nothing where there is none or that is not known
 * @param failure why it is not known
 */
public record Note(Optional<String> text, Optional<Outcome> failure) {

  private static final String PREFIX = "walmirror:1:meta:";
  private static final Escape NAME = Escape.of(List.of(":"));

  /** Reads the note; writes it first where there is none, or where it is to be another. */
  static Note take(RedisLink link, List<String> names, String text, boolean anew) {
    byte[] key = key(names);
    Object noted = anew ? null : link.call(get(key));
    if (noted == null) {
      CommandArguments set = new CommandArguments(Command.SET).add(key).add(utf8(text));
      Object written = link.call(anew ? set : set.add(Protocol.Keyword.NX));
      noted = written instanceof ErrorReply ? written : link.call(get(key));
    }
    if (noted instanceof ErrorReply error) {
      return unanswered(error.outcome());
    }
    return noted instanceof byte[] found
        ? new Note(Optional.of(new String(found, StandardCharsets.UTF_8)), Optional.empty())
        : unanswered(new Outcome.Unknown("the note was removed while it was taken"));
  }

  /** Reads the note, if there is one. */
  static Note read(RedisLink link, List<String> names) {
    Object noted = link.call(get(key(names)));
    if (noted instanceof ErrorReply error) {
      return unanswered(error.outcome());
    }
    return new Note(
        Optional.ofNullable((byte[]) noted).map(text -> new String(text, StandardCharsets.UTF_8)),
        Optional.empty());
  }

  private static byte[] key(List<String> names) {
    return utf8(PREFIX + names.stream().map(NAME::apply).collect(Collectors.joining(":")));
  }

  static Note unanswered(Outcome failure) {
    return new Note(Optional.empty(), Optional.of(failure));
  }

  private static CommandArguments get(byte[] key) {
    return new CommandArguments(Command.GET).add(key);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
