package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

/** Keys whose forms would make one of two rows are told before a task starts, and stop one. */
class KeyFormsIT extends Scenarios {

  @Test
  void aKeyThatWouldMergeRowsIsToldWithTheSettingThatDecides() {
    database.execute(
        "CREATE TABLE event (device int, at timestamp, exact timestamp(3), PRIMARY KEY (device, at,"
            + " exact))",
        "CREATE TABLE code (b varbit, n numeric(20), i interval, PRIMARY KEY (b, n, i))",
        "CREATE TABLE shift (id int PRIMARY KEY, w timetz, n numeric)");
    settings.put("time.precision.mode", "connect");
    settings.put("decimal.handling.mode", "double");

    Map<String, String> errors = errors();

    assertThat(errors)
        .containsOnlyKeys(
            "time.precision.mode",
            "message.key.columns",
            "decimal.handling.mode",
            "interval.handling.mode");
    assertThat(errors.get("time.precision.mode"))
        .contains("column at of public.event is in the key", "timestamp(3)")
        .doesNotContain("column exact", "shift");
    assertThat(errors.get("message.key.columns")).contains("column b of public.code", "bit(n)");
    assertThat(errors.get("decimal.handling.mode")).contains("column n of public.code");
    settings.put("time.precision.mode", "adaptive");
    settings.put("table.exclude.list", "public.code");
    assertThat(errors()).as("cured").isEmpty();
  }

  @Test
  void theKeyIsTheOneThatIsAskedForOrTheIdentitys() {
    database.execute(
        "CREATE TABLE shift (id int PRIMARY KEY, w timetz NOT NULL UNIQUE)",
        "ALTER TABLE shift REPLICA IDENTITY USING INDEX shift_w_key");
    assertThat(errors().get("time.precision.mode")).contains("column w of public.shift");

    database.execute("ALTER TABLE shift REPLICA IDENTITY DEFAULT");
    assertThat(errors()).isEmpty();

    settings.put("message.key.columns", "public.shift:w");
    assertThat(errors().get("time.precision.mode")).contains("column w of public.shift");
  }

  @Test
  void oneThatComesLaterStopsTheTask() {
    settings.put("time.precision.mode", "connect");
    try (RunningTask task = start()) {
      database.execute(
          "CREATE TABLE event (at timestamp PRIMARY KEY)",
          "INSERT INTO event VALUES ('2026-01-01 00:00:00.000001')");
      assertThat(task.awaitFailure())
          .hasMessageContaining("column at of public.event is in the key")
          .hasMessageContaining("time.precision.mode");
    }
  }

  /** What validation says, by the setting. */
  private Map<String, String> errors() {
    Map<String, String> errors = new TreeMap<>();
    for (ConfigValue value : new PostgresSourceConnector().validate(settings).configValues()) {
      List<String> messages = value.errorMessages();
      if (!messages.isEmpty()) {
        errors.put(value.name(), String.join(" ", messages));
      }
    }
    return errors;
  }
}
