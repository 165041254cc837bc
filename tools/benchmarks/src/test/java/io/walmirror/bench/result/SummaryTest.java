package io.walmirror.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private final Rounds rounds = new Rounds();
  private final Summary summary = new Summary("source", Map.of("rows", 1000), "we", rounds);

  @Test
  void theJsonHoldsMediansEachRoundAndRatios() throws Exception {
    add("we", 400_000, 2.5);
    add("they", 50_000, 25);
    add("we", 500_000, 2);
    add("they", 50_000, 20);
    String line = summary.json();
    assertThat(line).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("bench").asText()).isEqualTo("source");
    assertThat(json.get("rows").asInt()).isEqualTo(1000);
    JsonNode we = json.get("contenders").get("we");
    assertThat(we.get("rows_per_s").asInt()).isEqualTo(450_000);
    assertThat(we.get("rounds")).hasSize(2);
    assertThat(we.get("rounds").get(1).get("client_cpu_us_per_row").asDouble()).isEqualTo(2);
    JsonNode ratio = json.get("ratios").get("we/they");
    assertThat(ratio.get("rows_per_s").asDouble()).isEqualTo(9);
    assertThat(ratio.get("client_cpu_us_per_row").asDouble()).isEqualTo(0.1);
    assertThat(json.get("ratios").has("we/we")).isFalse();
  }

  @Test
  void theReadableLineIsOneLineAndSaysWhatIsUnknown() {
    add("we", 400_000, 2.5);
    add("they", 50_000, 25);
    assertThat(summary.text(Measure.WALSENDER_CPU))
        .doesNotContain("\n")
        .contains("we 400,000 rows/s")
        .contains("server ? us")
        .contains("we is 8.00 times they in rows/s")
        .contains("0.10 times its CPU");
  }

  private void add(String contender, double rows, double cpu) {
    rounds.add(
        contender,
        Numbers.none().with(Measure.ROWS_PER_SECOND, rows).with(Measure.CLIENT_CPU, cpu));
  }
}
