package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.HashCommands;
import io.walmirror.sink.command.RowKeys;
import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.row.PositionVersions;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.template.KeyTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.args.Rawable;

class ScriptCallTest {

  private final RowReader reader = new RowReader(new PositionVersions());
  private final HashCommands commands =
      new HashCommands(new RowKeys(KeyTemplate.of("${table}", ":")), "_v", TruncatePolicy.APPLY);
  private final Table orders = Table.orders();
  private final ScriptCall call = new ScriptCall();

  @Test
  void namesAreSaidOnceForAllRowsOfAShape() {
    takes(orders.upsert(1, "id", 1, "customer", "Ada", "note", "n"));
    takes(orders.upsert(2, "id", 2, "customer", "Bob", "note", null));
    takes(orders.delete(3, "id", 3));

    String print = command(orders.upsert(1, "id", 1)).shape().fingerprint().toString();
    assertThat(arguments())
        .containsExactly(
            "EVALSHA",
            "name",
            "10",
            floor("orders:"),
            "orders:1",
            "walmirror:1:v:{2hA}:orders:1",
            "walmirror:1:lag:{2hA}:orders:1",
            "orders:2",
            side("orders:2"),
            lag("orders:2"),
            "orders:3",
            side("orders:3"),
            lag("orders:3"),
            "1000",
            "_v",
            "1",
            "1",
            "0",
            "1",
            print,
            "3",
            "id",
            "customer",
            "note",
            "1",
            "",
            Table.at(1).text() + "#" + print,
            "1",
            "Ada",
            "n",
            "1",
            "ssr",
            Table.at(2).text() + "#" + print,
            "2",
            "Bob",
            "-1",
            Table.at(3).text());
  }

  @Test
  void aCallHasNoMoreRowsThanRedisShouldDoInOneGo() {
    int rows = 0;
    while (call.takes(command(orders.upsert(1, "id", rows)))) {
      rows++;
    }
    assertThat(rows).isEqualTo(50);
  }

  @Test
  void aCallNeverHasMoreArgumentsThanManagedServersTake() {
    Map<String, Schema> columns = new HashMap<>();
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < 1600; i++) {
      columns.put("c" + i, Schema.INT32_SCHEMA);
      row.put("c" + i, i);
    }
    Table wide = Table.of("public", "wide", columns, List.of("c0"));
    Command widest = command(wide.upsert(Table.Form.ENVELOPE, "c", Table.at(1), List.of(), row));
    assertThat(call.takes(widest)).isTrue();
    assertThat(call.takes(widest)).isFalse();
    while (call.takes(command(orders.upsert(1, "id", 1, "customer", "a", "note", "b")))) {
      assertThat(arguments()).hasSizeLessThan(4_000);
    }
    assertThat(arguments()).hasSizeBetween(3_300, 3_999);
  }

  @Test
  void aLargeRowGoesAlone() {
    String megabyte = "x".repeat(1 << 20);
    assertThat(call.takes(command(orders.upsert(1, "id", 1, "note", megabyte)))).isTrue();
    assertThat(call.takes(command(orders.upsert(2, "id", 2)))).isFalse();
  }

  private void takes(SinkRecord record) {
    assertThat(call.takes(commands.of(reader.read(record)).orElseThrow())).isTrue();
  }

  private Command.PutHash command(SinkRecord record) {
    return (Command.PutHash) commands.of(reader.read(record)).orElseThrow();
  }

  private static String side(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return text(SideKeys.version(SideKeys.tag(bytes), bytes));
  }

  private static String lag(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return text(SideKeys.lag(SideKeys.tag(bytes), bytes));
  }

  private static String floor(String prefix) {
    return text(SideKeys.floor(prefix.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<String> arguments() {
    byte[] name = "name".getBytes(StandardCharsets.UTF_8);
    byte[] ttl = "1000".getBytes(StandardCharsets.UTF_8);
    byte[] field = "_v".getBytes(StandardCharsets.UTF_8);
    List<String> texts = new ArrayList<>();
    for (Rawable argument : call.arguments(name, ttl, field)) {
      texts.add(new String(argument.getRaw(), StandardCharsets.UTF_8));
    }
    return texts;
  }
}
