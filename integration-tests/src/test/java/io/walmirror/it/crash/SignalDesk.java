package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Gives signals to one source, by every channel but JMX. */
final class SignalDesk implements AutoCloseable {

  static final String TABLE = "public.signals";

  private final Database database;
  private final String prefix;
  private final Path file;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;

  private SignalDesk(
      Database database,
      String prefix,
      Path file,
      Admin admin,
      KafkaProducer<String, String> producer) {
    this.database = database;
    this.prefix = prefix;
    this.file = file;
    this.admin = admin;
    this.producer = producer;
  }

  /** Makes the table and the topic that signals come by. */
  static SignalDesk open(Database database, String prefix, Path folder, String bootstrapServers) {
    database.execute("CREATE TABLE " + TABLE + " (id text PRIMARY KEY, type text, data text)");
    Map<String, Object> servers = Map.of("bootstrap.servers", bootstrapServers);
    StringSerializer texts = new StringSerializer();
    SignalDesk desk =
        new SignalDesk(
            database,
            prefix,
            folder.resolve(prefix + "-signals.txt"),
            Admin.create(servers),
            new KafkaProducer<>(servers, texts, texts));
    try {
      desk.admin.createTopics(List.of(new NewTopic(desk.topic(), 1, (short) 1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("no signal topic", e);
    }
    return desk;
  }

  /** What a source needs to follow signals of every channel. */
  Map<String, String> settings(String bootstrapServers) {
    return Map.of(
        "signal.enabled.channels",
        "source,message,kafka,file,jmx",
        "signal.data.collection",
        TABLE,
        "signal.kafka.bootstrap.servers",
        bootstrapServers,
        "signal.file",
        file.toString(),
        "signal.poll.interval.ms",
        "50");
  }

  void insert(String id, String type, String data) {
    database.execute(
        "INSERT INTO " + TABLE + " VALUES ('" + id + "', '" + type + "', '" + data + "')");
  }

  void emit(String id, String type, String data) {
    database.execute(
        "SELECT pg_logical_emit_message(false, 'walmirror-signal', '"
            + json(id, type, data)
            + "')");
  }

  void produce(String id, String type, String data) {
    try {
      producer.send(new ProducerRecord<>(topic(), prefix, json(id, type, data))).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("no signal was sent", e);
    }
  }

  void write(String id, String type, String data) {
    try {
      Files.writeString(file, json(id, type, data) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True once there is no file left that is still to be followed. */
  boolean isFileGone() {
    return !Files.exists(file) && !Files.exists(file.resolveSibling(file.getFileName() + ".taken"));
  }

  /** True once the source's group says that the signal topic was read. */
  boolean isTopicRead() {
    try {
      return admin
          .listConsumerGroupOffsets("walmirror-" + prefix)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .anyMatch(read -> read.offset() > 0);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the group of signals is not shown", e);
    }
  }

  private String topic() {
    return prefix + "-signal";
  }

  private static String json(String id, String type, String data) {
    return "{\"id\": \"" + id + "\", \"type\": \"" + type + "\", \"data\": " + data + "}";
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
