package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QuickstartTest {

  private static final Path ROOT = Path.of(System.getProperty("walmirror.root"));

  private final Quickstart quickstart =
      Quickstart.read(new Home(ROOT, List.of(), ROOT.resolve("running")));

  @Test
  void theFilesNameOnlyVariablesThatTheWorkerHas() {
    Set<String> known =
        Set.of(
            "POSTGRES_HOST",
            "POSTGRES_PORT",
            "POSTGRES_DB",
            "POSTGRES_USER",
            "POSTGRES_PASSWORD",
            "POSTGRES_SSLMODE",
            "REDIS_URI");
    for (ConnectorFile file : quickstart.connectors()) {
      Matcher variables = Pattern.compile("\\$\\{env:([^}]*)}").matcher(file.text());
      assertThat(variables.results().map(found -> found.group(1))).isNotEmpty().isSubsetOf(known);
    }
  }

  @Test
  void eachConnectorHasItsOwnName() {
    assertThat(quickstart.connectors().stream().map(ConnectorFile::name)).doesNotHaveDuplicates();
  }

  @Test
  void theSinksReadTheSourcesTopicsAndItsControlTopic() {
    String prefix = quickstart.topicPrefix();
    for (ConnectorFile sink : quickstart.sinks()) {
      Pattern topics = Pattern.compile(sink.config().get("topics.regex"));
      assertThat(topics.matcher(prefix + ".shop.orders").matches()).isTrue();
      assertThat(topics.matcher("__walmirror." + prefix).matches()).isTrue();
      assertThat(topics.matcher(prefix + "x.shop.orders").matches()).isFalse();
    }
  }

  @Test
  void noTwoSinksShareAKeyspace() {
    assertThat(quickstart.keyspaces()).doesNotHaveDuplicates().hasSize(8);
    assertThat(quickstart.keyspaces()).contains("orders", "flat:orders");
  }

  @Test
  void theCheckCoversEveryTableInEveryKeyspace() {
    assertThat(quickstart.subjects()).hasSize(4);
    assertThat(quickstart.subjects()).allMatch(subject -> subject.keyspaces().size() == 2);
  }

  @Test
  void variablesAreFilledInForAWorkerThatDoesNotHaveThem() {
    Map<String, String> values = new HashMap<>();
    values.put("REDIS_URI", "redis://:p$1\\\"@host:6379");
    ConnectorFile sink = quickstart.sinks().get(0);

    assertThat(sink.configWith(values)).containsEntry("redis.uri", "redis://:p$1\\\"@host:6379");
    assertThat(sink.configWith(values)).containsEntry("redis.keyspace", "${table}");
    assertThat(sink.textWith(values)).contains("redis://:p$1\\\\\\\"@host:6379");
    assertThat(sink.configWith(Map.of())).containsEntry("redis.uri", "${env:REDIS_URI}");
  }
}
