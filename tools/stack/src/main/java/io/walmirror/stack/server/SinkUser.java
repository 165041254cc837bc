package io.walmirror.stack.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Redis user that SECURITY.md tells people to make for the sink: with the commands that stand
 * there and no others, so that the page is true.
 */
public record SinkUser(List<String> rules) {

  public static final String NAME = "walmirror";
  public static final String PASSWORD = "of-the-sink";

  private static final String COMMAND = "ACL SETUSER " + NAME + " ";

  public SinkUser {
    rules = List.copyOf(rules);
  }

  /** As the page has it, but for the password. */
  public static SinkUser ofPage() {
    Path page = Path.of(System.getProperty("walmirror.root", ".")).resolve("SECURITY.md");
    try {
      String line =
          Files.readString(page)
              .lines()
              .filter(each -> each.startsWith(COMMAND))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(page + " has no " + COMMAND + "…"));
      return new SinkUser(
          Arrays.stream(line.substring(COMMAND.length()).split(" "))
              .map(rule -> rule.startsWith(">") ? ">" + PASSWORD : rule)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With keyspaces of any name: those of tests are many. */
  public SinkUser anyKey() {
    return with("allkeys");
  }

  public SinkUser with(String rule) {
    return new SinkUser(Stream.concat(rules.stream(), Stream.of(rule)).toList());
  }

  /** The line of {@code redis.conf} that makes the user. */
  public String line() {
    return "user " + NAME + " " + String.join(" ", rules);
  }

  /** The command that makes the user. */
  public String[] command() {
    return (COMMAND + String.join(" ", rules)).split(" ");
  }

  /** The same server and database, as this user. */
  public static URI in(URI uri) {
    String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    String path = uri.getPath() == null ? "" : uri.getPath();
    return URI.create(uri.getScheme() + "://" + NAME + ":" + PASSWORD + "@" + host + path);
  }
}
