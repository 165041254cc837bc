package io.walmirror.bench.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A whole bench in one line of JSON and in one line to read.
 *
 * @param facts what was run on what, in the order in which it is told
 * @param own the contender that the others are compared with
 */
public record Summary(String bench, Map<String, Object> facts, String own, Rounds rounds) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RATIO_DECIMALS = 3;

  /** One line. */
  public String json() {
    ObjectNode root = JSON.createObjectNode().put("bench", bench);
    facts.forEach((name, value) -> root.set(name, JSON.valueToTree(value)));
    ObjectNode contenders = root.putObject("contenders");
    ObjectNode ratios = root.putObject("ratios");
    for (String contender : rounds.contenders()) {
      ObjectNode node = contenders.putObject(contender);
      ArrayNode each = JSON.createArrayNode();
      for (Measure measure : Measure.values()) {
        put(node, measure.label(), rounds.median(contender, measure), measure.decimals());
      }
      for (Numbers numbers : rounds.of(contender)) {
        ObjectNode round = each.addObject();
        for (Measure measure : Measure.values()) {
          put(round, measure.label(), numbers.of(measure), measure.decimals());
        }
      }
      node.set("rounds", each);
      if (!contender.equals(own)) {
        ObjectNode ratio = ratios.putObject(own + "/" + contender);
        for (Measure measure : Measure.values()) {
          put(ratio, measure.label(), rounds.ratio(own, contender, measure), RATIO_DECIMALS);
        }
      }
    }
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and texts is always JSON", e);
    }
  }

  private static void put(ObjectNode node, String name, OptionalDouble value, int decimals) {
    value.ifPresent(
        number ->
            node.put(
                name,
                new BigDecimal(Double.toString(number)).setScale(decimals, RoundingMode.HALF_UP)));
  }

  /** One line; {@code server} is whose CPU is told beside the client's. */
  public String text(Measure server) {
    List<String> parts =
        rounds.contenders().stream().map(contender -> text(contender, server)).toList();
    String compared =
        rounds.contenders().stream()
            .filter(contender -> !contender.equals(own))
            .map(this::compared)
            .collect(Collectors.joining(", "));
    return bench + ": " + String.join("; ", parts) + " => " + own + " is " + compared;
  }

  private String text(String contender, Measure server) {
    return String.format(
        Locale.ROOT,
        "%s %s rows/s (second half %s), CPU a row %s us (second half %s), server %s us",
        contender,
        shown(rounds.median(contender, Measure.ROWS_PER_SECOND), 0),
        shown(rounds.median(contender, Measure.LATE_ROWS_PER_SECOND), 0),
        shown(rounds.median(contender, Measure.CLIENT_CPU), 2),
        shown(rounds.median(contender, Measure.LATE_CLIENT_CPU), 2),
        shown(rounds.median(contender, server), 2));
  }

  private String compared(String contender) {
    return String.format(
        Locale.ROOT,
        "%s times %s in rows/s (second half %s) with %s times its CPU",
        shown(rounds.ratio(own, contender, Measure.ROWS_PER_SECOND), 2),
        contender,
        shown(rounds.ratio(own, contender, Measure.LATE_ROWS_PER_SECOND), 2),
        shown(rounds.ratio(own, contender, Measure.CLIENT_CPU), 2));
  }

  private static String shown(OptionalDouble value, int decimals) {
    return value.isEmpty()
        ? "?"
        : String.format(Locale.ROOT, "%,." + decimals + "f", value.getAsDouble());
  }
}
