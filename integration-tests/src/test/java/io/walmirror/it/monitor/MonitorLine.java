package io.walmirror.it.monitor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of MONITOR: {@code 1790000000.123456 [3 127.0.0.1:5000] "HSET" "key" "field" "value"},
 * or with {@code lua} for the client where a script did it.
 */
record MonitorLine(int database, List<String> words) {

  static MonitorLine parse(String line) {
    int open = line.indexOf('[');
    int close = line.indexOf("] ", open);
    int space = line.indexOf(' ', open);
    if (open < 0 || space > close) {
      throw new IllegalArgumentException("not a line of MONITOR: " + line);
    }
    return new MonitorLine(
        Integer.parseInt(line.substring(open + 1, space)), words(line, close + 2));
  }

  String command() {
    return words.get(0).toUpperCase(Locale.ROOT);
  }

  List<String> arguments() {
    return words.subList(1, words.size());
  }

  private static List<String> words(String line, int from) {
    List<String> words = new ArrayList<>();
    int at = from;
    while (at < line.length()) {
      if (line.charAt(at) != '"') {
        throw new IllegalArgumentException("not a quoted word at " + at + ": " + line);
      }
      ByteArrayOutputStream word = new ByteArrayOutputStream();
      at++;
      while (line.charAt(at) != '"') {
        at = unescape(line, at, word);
      }
      words.add(word.toString(StandardCharsets.UTF_8));
      at += 2;
    }
    return words;
  }

  /** Appends what begins there, and returns where the next begins. */
  private static int unescape(String line, int at, ByteArrayOutputStream word) {
    char c = line.charAt(at);
    if (c != '\\') {
      word.write(c);
      return at + 1;
    }
    char escaped = line.charAt(at + 1);
    switch (escaped) {
      case 'n' -> word.write('\n');
      case 'r' -> word.write('\r');
      case 't' -> word.write('\t');
      case 'a' -> word.write(7);
      case 'b' -> word.write('\b');
      case 'x' -> {
        word.write(Integer.parseInt(line.substring(at + 2, at + 4), 16));
        return at + 4;
      }
      default -> word.write(escaped);
    }
    return at + 2;
  }
}
