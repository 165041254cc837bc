package io.walmirror.stack.up.running;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The file that says what runs. It holds passwords, so nobody but its owner may read it; it is
 * there while {@code up} runs, and one that was left behind counts as none.
 */
public final class RunningFile {

  private static final String LOG = "log.";

  private final Path path;

  public RunningFile(Path path) {
    this.path = path;
  }

  /** What runs, if it is alive; a file that was left behind goes. */
  public Optional<RunningUp> read() throws IOException {
    Optional<RunningUp> written = readWritten();
    if (written.isPresent() && !written.get().isAlive()) {
      remove();
      return Optional.empty();
    }
    return written;
  }

  private Optional<RunningUp> readWritten() throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(properties));
    } catch (RuntimeException e) {
      throw new IOException(path + " is damaged; remove it when no ./walmirror up runs", e);
    }
  }

  /** Writes the file, and makes its folder where there is none. */
  public void write(RunningUp running) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    StringWriter text = new StringWriter();
    print(running).store(text, null);
    Path fresh = path.resolveSibling(path.getFileName() + "." + running.pid());
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text.toString());
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes the file, and its folder when nothing else is in it. */
  public void remove() throws IOException {
    Files.deleteIfExists(path);
    try {
      Files.deleteIfExists(path.toAbsolutePath().getParent());
    } catch (DirectoryNotEmptyException e) {
      // Data was kept in it.
      return;
    }
  }

  private static Properties print(RunningUp running) {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(running.pid()));
    properties.setProperty("started", running.started().toString());
    properties.setProperty("postgres.url", running.jdbcUrl());
    properties.setProperty("postgres.user", running.postgresUser());
    properties.setProperty("postgres.password", running.postgresPassword());
    properties.setProperty("redis.uri", running.redis().toString());
    properties.setProperty("connect.url", running.connect().toString());
    running.logs().forEach((name, log) -> properties.setProperty(LOG + name, log.toString()));
    return properties;
  }

  private static RunningUp parse(Properties properties) {
    Map<String, Path> logs = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(LOG)) {
        logs.put(name.substring(LOG.length()), Path.of(properties.getProperty(name)));
      }
    }
    return new RunningUp(
        Long.parseLong(properties.getProperty("pid")),
        Instant.parse(properties.getProperty("started")),
        properties.getProperty("postgres.url"),
        properties.getProperty("postgres.user"),
        properties.getProperty("postgres.password"),
        URI.create(properties.getProperty("redis.uri")),
        URI.create(properties.getProperty("connect.url")),
        logs);
  }
}
