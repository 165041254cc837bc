package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The sources in {@code config-examples/on-demand/} follow what {@code docs/snapshots.md} has
 * people type, and what they should see is what there is to see.
 */
@ExtendWith(SharedStack.class)
class OnDemandExamplesIT {

  private static final int ORDERS = 40;
  private static final String MESSAGE = "by-message";
  private static final String TOPIC = "by-topic";

  @Test
  void whatThePageHasPeopleTypeReadsTheRowsAndSaysSo(Stack stack) throws Exception {
    String page = read(Path.of(System.getProperty("walmirror.root"), "docs", "snapshots.md"));
    String servers = stack.kafka().bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
        Shop shop = Shop.open(stack);
        Topics byMessage = Topics.of(servers, MESSAGE);
        Topics byTopic = Topics.of(servers, TOPIC)) {
      admin.createTopics(List.of(new NewTopic(TOPIC + "-signal", 1, (short) 1))).all().get();
      fill(shop);
      shop.post(Shop.EXAMPLES.resolve("on-demand/by-message.json"));
      shop.post(Shop.EXAMPLES.resolve("on-demand/by-topic.json"));
      shop.awaitSources(2);
      for (Topics topics : List.of(byMessage, byTopic)) {
        Await.until("the first snapshot", () -> rows(topics, "\"snapshot\":\"last\"") == 1);
        assertThat(onDemand(topics)).as("control: rows on demand before anybody asks").isZero();
      }

      shop.database().execute(block(page, "sql"));
      Await.until("the rows, by a message", () -> onDemand(byMessage) == ORDERS);
      List<String> seen = promised(page);
      assertThat(seen).hasSize(3);
      Await.until("the log says " + seen, () -> seen.stream().allMatch(log(stack)::contains));

      produce(servers, TOPIC, block(page, "json").strip());
      Await.until("the rows, by a record", () -> onDemand(byTopic) == ORDERS);
      produceAsTyped(servers, block(page, "sh"));
      Await.until("the rows, as typed", () -> onDemand(byTopic) == 2 * ORDERS);
      assertThat(onDemand(byMessage)).isEqualTo(ORDERS);
    }
    Proof.row(
        "The sources in config-examples/on-demand follow what docs/snapshots.md has people type",
        "OnDemandExamplesIT",
        "its SQL, its JSON and its command; " + ORDERS + " rows each, and the lines of the log",
        "before anybody asks there is no such row");
  }

  private static void fill(Shop shop) {
    shop.database()
        .execute(
            "INSERT INTO shop.customers (id, reference, name, newsletter, joined_at)"
                + " VALUES (3, gen_random_uuid(), 'Ada', true, now())",
            "INSERT INTO shop.orders (id, customer_id, status, total, placed_at)"
                + " SELECT g, 3, 'new', 19.80, now() FROM generate_series(1, "
                + ORDERS
                + ") g");
  }

  /** The only block of that language behind "How to ask". */
  private static String block(String page, String language) {
    List<String> blocks =
        Pattern.compile("(?s)```" + language + "\n(.*?)```")
            .matcher(page.substring(page.indexOf("### How to ask")))
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(blocks).as("examples in %s", language).hasSize(1);
    return blocks.get(0);
  }

  /** What the page says the log has. */
  private static List<String> promised(String page) {
    String paragraph = page.substring(page.indexOf("**You should see**")).split("\n\n", 2)[0];
    return Pattern.compile("`((?:signal|snapshot) [^`]+)`")
        .matcher(paragraph)
        .results()
        .map(MatchResult::group)
        .map(each -> each.replace("`", "").replaceAll("\\s+", " "))
        .toList();
  }

  private static String log(Stack stack) {
    return read(stack.connect().log().orElseThrow());
  }

  /** Does what the command does: a key and a value in each line of its input. */
  private static void produceAsTyped(String servers, String command) throws Exception {
    assertThat(command).contains("--topic " + TOPIC + "-signal", "key.separator='|'");
    List<String> lines = command.lines().filter(line -> line.startsWith(TOPIC + "|")).toList();
    assertThat(lines).hasSize(1);
    String[] record = lines.get(0).split("\\|", 2);
    produce(servers, record[0], record[1]);
  }

  private static void produce(String servers, String key, String value) throws Exception {
    StringSerializer texts = new StringSerializer();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", servers), texts, texts)) {
      producer.send(new ProducerRecord<>(TOPIC + "-signal", key, value)).get();
    }
  }

  private static long onDemand(Topics topics) {
    return rows(topics, "\"snapshot\":\"incremental\"");
  }

  private static long rows(Topics topics, String mark) {
    return topics.records().stream()
        .filter(each -> each.value() != null)
        .filter(each -> new String(each.value(), StandardCharsets.UTF_8).contains(mark))
        .count();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
