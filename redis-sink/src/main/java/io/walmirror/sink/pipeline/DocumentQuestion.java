package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command.PutDocument;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the script asks for that writes documents: a row with its members, or a text put together of
 * the row's document and the one in Redis.
 */
final class DocumentQuestion {

  private static final long MARK = 5;
  private static final String MEMBERS = "n";
  private static final String KEEP = "m";

  private final List<?> words;

  private DocumentQuestion(List<?> words) {
    this.words = words;
  }

  /** The question that this answer is. */
  static DocumentQuestion of(List<?> answer) {
    if (!Long.valueOf(MARK).equals(answer.get(0))) {
      throw new IllegalStateException("the script's answer is none that is known");
    }
    return new DocumentQuestion(answer.subList(1, answer.size()));
  }

  boolean wantsMembers() {
    return text(0).equals(MEMBERS);
  }

  /** What the text is valid for. */
  byte[] digest() {
    return (byte[]) words.get(1);
  }

  /** The text; nothing where members are asked for. What is no document keeps nothing. */
  Optional<Bytes> merged(PutDocument put) {
    if (wantsMembers()) {
      return Optional.empty();
    }
    Map<String, String> stored = JsonMembers.of(text(2)).orElse(Map.of());
    Map<String, String> row =
        put.text().flatMap(text -> JsonMembers.of(text.toString())).orElse(Map.of());
    boolean keeps = text(0).equals(KEEP);
    Map<String, String> merged = new LinkedHashMap<>(keeps ? row : stored);
    Map<String, String> others = keeps ? stored : row;
    for (int i = 3; i < words.size(); i++) {
      String value = others.get(text(i));
      if (value == null) {
        merged.remove(text(i));
      } else {
        merged.put(text(i), value);
      }
    }
    return Optional.of(JsonMembers.object(merged));
  }

  private String text(int word) {
    return new String((byte[]) words.get(word), StandardCharsets.UTF_8);
  }
}
