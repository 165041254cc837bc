package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Signals to a source that takes its first snapshot and then nothing else. */
class InitialOnlySignalsIT extends Scenarios {

  @Test
  @Covers({60, 70})
  void whoAsksForRowsIsToldThatNoStreamFollowsAndInTheEndThereIsNobodyToAsk() throws Exception {
    database.execute("INSERT INTO item VALUES (1, 'a', 1)");
    settings.put("snapshot.mode", "initial_only");
    settings.put("signal.enabled.channels", "jmx");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", "__notes");
    try (RunningTask task = start()) {
      task.await(1);
      ask("s1", "execute-snapshot", "{\"data-collections\": [\"public.item\"]}");
      task.await("a refusal", running -> refusal(running).contains("snapshot.mode=initial"));
      assertThat(task.ask().done()).as("nothing is asked for").isTrue();

      task.await("nobody to ask", InitialOnlySignalsIT::nobodyFollows);
      assertThat(task.data()).hasSize(1);
    }
  }

  private static void ask(String id, String type, String data) throws JMException {
    String text = String.class.getName();
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("io.walmirror:type=signals,server=\"t\""),
            "signal",
            new Object[] {id, type, data},
            new String[] {text, text, text});
  }

  /** Why the signal was not followed. */
  private static String refusal(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals("__notes"))
        .map(record -> (Struct) record.value())
        .filter(note -> note.getString("type").equals("REFUSED"))
        .map(note -> note.<String, String>getMap("additional_data").get("reason"))
        .findFirst()
        .orElse("");
  }

  /** Once the snapshot is stored the source is at its end. */
  private static boolean nobodyFollows(RunningTask task) {
    task.storeAll();
    try {
      ask("again", "log", "{\"message\": \"is anybody there\"}");
      return false;
    } catch (InstanceNotFoundException e) {
      return true;
    } catch (JMException e) {
      throw new AssertionError("not followed for another reason", e);
    }
  }
}
