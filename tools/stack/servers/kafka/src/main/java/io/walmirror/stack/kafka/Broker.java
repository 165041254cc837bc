package io.walmirror.stack.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker that formats its storage first when that is new, as {@code kafka-storage format}
 * does, without a second virtual machine. Arguments: the properties file, the storage folder.
 */
public final class Broker {

  private Broker() {}

  public static void main(String[] args) {
    String properties = args[0];
    Path storage = Path.of(args[1]);
    if (!Files.exists(storage.resolve("meta.properties"))) {
      format(properties, storage);
    }
    Kafka.main(new String[] {properties});
  }

  private static void format(String properties, Path storage) {
    try {
      Files.createDirectories(storage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] command = {
      "format", "--config", properties, "--cluster-id", Uuid.randomUuid().toString()
    };
    int code = StorageTool.execute(command, System.out);
    if (code != 0) {
      throw new IllegalStateException("kafka-storage format ended with code " + code);
    }
  }
}
