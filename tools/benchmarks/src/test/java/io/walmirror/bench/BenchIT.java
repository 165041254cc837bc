package io.walmirror.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That both benches run to their end; how fast things are is nothing for a test. */
class BenchIT {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void everySourceDrainsTheSameBacklog() throws Exception {
    JsonNode json = run("source", "--rows", "5001");
    assertThat(json.get("rows").asInt()).as("in whole transactions").isEqualTo(5100);
    assertThat(json.get("row_bytes").asInt()).isBetween(150, 300);
    assertMeasured(json, "walmirror", "debezium", "floor");
    assertThat(json.at("/ratios").fieldNames())
        .toIterable()
        .containsExactly("walmirror/debezium", "walmirror/floor");
  }

  @Test
  void sinkAndFloorWriteTheSameOrders() throws Exception {
    JsonNode json = run("sink", "--rows", "1200");
    assertThat(json.get("rows").asInt()).isEqualTo(1200);
    assertMeasured(json, "walmirror", "floor");
    assertThat(json.at("/contenders/walmirror/redis_cpu_us_per_row").asDouble()).isPositive();
  }

  private static void assertMeasured(JsonNode json, String... contenders) {
    assertThat(json.get("contenders").fieldNames()).toIterable().containsExactly(contenders);
    for (String contender : contenders) {
      JsonNode numbers = json.get("contenders").get(contender);
      assertThat(numbers.get("rows_per_s").asDouble()).as(contender).isPositive();
      assertThat(numbers.get("client_cpu_us_per_row").asDouble()).as(contender).isPositive();
      assertThat(numbers.get("rounds")).as(contender).hasSize(1);
    }
  }

  private JsonNode run(String subject, String... more) throws Exception {
    Path file = folder.resolve(subject + ".json");
    List<String> words = new java.util.ArrayList<>(List.of(subject, "--quick"));
    words.addAll(List.of(more));
    words.addAll(List.of("--json", file.toString()));
    int exit = new Bench(new PrintStream(out, true, StandardCharsets.UTF_8), System.err).run(words);
    assertThat(exit).isZero();
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith(subject + ": walmirror ");
    assertThat(Files.readString(file).strip()).isEqualTo(lines.get(0));
    return new ObjectMapper().readTree(lines.get(0));
  }
}
