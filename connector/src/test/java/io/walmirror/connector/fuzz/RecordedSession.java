package io.walmirror.connector.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What one server sent over one slot: its messages in order, as it was asked for them. */
public record RecordedSession(String name, List<byte[]> messages) {

  /** The versions that were recorded. */
  public static final List<String> VERSIONS = List.of("14", "18");

  /** How each was asked: the protocol's version and the form of values. */
  public static final List<String> FORMS = List.of("1-text", "1-binary", "2-text", "2-binary");

  public RecordedSession {
    messages = List.copyOf(messages);
  }

  public static String name(String version, String form) {
    return "session-" + version + "-" + form;
  }

  /** All that are kept beside the tests. */
  public static List<RecordedSession> all() {
    List<RecordedSession> all = new ArrayList<>();
    for (String version : VERSIONS) {
      for (String form : FORMS) {
        all.add(read(name(version, form)));
      }
    }
    return all;
  }

  public static RecordedSession read(String name) {
    try (InputStream in = RecordedSession.class.getResourceAsStream(name + ".hex.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
      return new RecordedSession(name, lines.lines().map(HexFormat.of()::parseHex).toList());
    } catch (IOException e) {
      throw new AssertionError("no recorded session " + name, e);
    }
  }

  /** Keeps it in this folder. */
  public void write(Path folder) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".hex.gz"))),
            StandardCharsets.US_ASCII)) {
      for (byte[] message : messages) {
        out.write(HexFormat.of().formatHex(message) + "\n");
      }
    }
  }

  /** The kinds of its messages, by their letters; in lower case where inside a block. */
  public SortedSet<String> kinds() {
    SortedSet<String> kinds = new TreeSet<>();
    for (int i = 0; i < messages.size(); i++) {
      kinds.add((inBlock(i) ? "in a block: " : "") + (char) messages.get(i)[0]);
    }
    return kinds;
  }

  /** Whether this message came inside a block of an open transaction. */
  public boolean inBlock(int index) {
    for (int i = index - 1; i >= 0; i--) {
      byte kind = messages.get(i)[0];
      if (kind == 'S' || kind == 'E') {
        return kind == 'S';
      }
    }
    return false;
  }
}
