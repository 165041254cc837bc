package io.walmirror.stack.up;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** The passwords of what {@code up} starts, made up at random. */
record Passwords(String shop, String redis) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String FILE = "passwords";

  static Passwords fresh() {
    return new Passwords(random(), random());
  }

  /** Those that go with data that was kept, or fresh ones that are kept from now on. */
  static Passwords keptIn(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file)) {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        return new Passwords(properties.getProperty("shop"), properties.getProperty("redis"));
      }
      Passwords fresh = fresh();
      Files.createDirectories(folder);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Properties properties = new Properties();
      properties.setProperty("shop", fresh.shop());
      properties.setProperty("redis", fresh.redis());
      StringWriter text = new StringWriter();
      properties.store(text, null);
      Files.writeString(file, text.toString());
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep passwords in " + file, e);
    }
  }

  @Override
  public String toString() {
    return "passwords";
  }

  private static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
