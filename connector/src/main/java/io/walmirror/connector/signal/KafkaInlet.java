package io.walmirror.connector.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals in the first partition of a topic, under the connector's {@code topic.prefix} as key. It
 * goes on where the source's stored offset says; without that where its consumer group was, and
 * else at the beginning. Kafka's failures are waited out.
 */
final class KafkaInlet implements Inlet {

  private static final Logger log = LoggerFactory.getLogger(KafkaInlet.class);

  private final KafkaSettings settings;
  private final String key;
  private final OptionalLong stored;
  private final TopicPartition partition;
  private Optional<KafkaConsumer<String, String>> consumer = Optional.empty();
  private OptionalLong position;
  private boolean told;
  private long lastPut;
  private long committed;
  private long lastNext;

  /** {@code stored} is the offset to go on at, where one is. */
  KafkaInlet(KafkaSettings settings, String key, OptionalLong stored) {
    this.settings = settings;
    this.key = key;
    this.stored = stored;
    this.position = stored;
    this.partition = new TopicPartition(settings.topic(), 0);
  }

  @Override
  public String name() {
    return "topic " + settings.topic();
  }

  @Override
  public void read(Inbox inbox) {
    try {
      KafkaConsumer<String, String> open = open();
      for (ConsumerRecord<String, String> record : open.poll(settings.patience())) {
        position = OptionalLong.of(record.offset() + 1);
        arrived(record, inbox);
      }
      commit(open, inbox);
      told = false;
    } catch (InterruptException e) {
      log.debug("stopped while it waited for signals", e);
    } catch (KafkaException e) {
      closeConsumer();
      if (!told) {
        log.warn(
            "signals in topic {} cannot be read: {}; see signal.kafka.bootstrap.servers and"
                + " signal.consumer.*; it is tried again",
            settings.topic(),
            e.toString());
        told = true;
      }
    }
  }

  private KafkaConsumer<String, String> open() {
    if (consumer.isEmpty()) {
      Map<String, Object> properties = new HashMap<>(settings.consumer());
      properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      properties.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
      properties.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      StringDeserializer texts = new StringDeserializer();
      KafkaConsumer<String, String> opened = new KafkaConsumer<>(properties, texts, texts);
      consumer = Optional.of(opened);
      opened.assign(List.of(partition));
      position.ifPresent(offset -> opened.seek(partition, offset));
      log.info(
          "signals are read from topic {}{}",
          settings.topic(),
          stored.isPresent() ? " from offset " + position.getAsLong() + " on" : "");
    }
    return consumer.get();
  }

  private void arrived(ConsumerRecord<String, String> record, Inbox inbox) {
    if (!key.equals(record.key())) {
      log.debug(
          "the signal at offset {} is for {}, not for {}", record.offset(), record.key(), key);
      return;
    }
    if (record.value() == null) {
      return;
    }
    String id = settings.topic() + "-" + record.offset();
    lastNext = record.offset() + 1;
    lastPut =
        inbox.put(Arrival.of(record.value(), SignalChannel.KAFKA, id, OptionalLong.of(lastNext)));
  }

  /** For a connector that is created anew, and for those who look at consumer groups. */
  private void commit(KafkaConsumer<String, String> open, Inbox inbox) {
    if (lastNext > committed && inbox.kept() >= lastPut) {
      committed = lastNext;
      open.commitAsync(
          Map.of(partition, new OffsetAndMetadata(lastNext)),
          (offsets, failure) -> {
            if (failure != null) {
              log.debug("the signal topic's group was not told", failure);
            }
          });
    }
  }

  private void closeConsumer() {
    consumer.ifPresent(
        open -> {
          try {
            open.close();
          } catch (KafkaException e) {
            log.debug("closing the consumer of signals failed", e);
          }
        });
    consumer = Optional.empty();
  }

  @Override
  public void close() {
    closeConsumer();
  }
}
