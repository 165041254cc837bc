package io.walmirror.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.ThirdParty;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One workload through Debezium's own connector and through ours, in every mode, ours both in
 * binary and in text form: keys, schemas and values are equal record by record and their JSON byte
 * by byte, but for the differences that {@code docs/differences.md} lists.
 */
class DifferentialIT {

  private static final int SHOWN = 40;

  private final Differences differences =
      Differences.of(Path.of(System.getProperty("walmirror.root"), "docs", "differences.md"));
  private final List<Finding> unexcused = new ArrayList<>();
  private int pairs;
  private long jsonBytes;

  @Test
  void eventsAreDebeziumsButForWhatIsListed(@TempDir Path folder) throws Exception {
    Path thirdParty = ThirdParty.jar(Files.createDirectory(folder.resolve("third-party")));
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES));
        Database database = stack.postgres().freshDatabase();
        PluginLoader debezium = PluginLoader.in(Debezium.plugins(), thirdParty);
        PluginLoader walmirror = PluginLoader.unpacked(Plugins.source(), folder, thirdParty)) {
      Workload.define(database);
      Contenders contenders = new Contenders(database, debezium, walmirror);
      Workload.run(database);
      List<SourceRecord> firstOfTheirs = List.of();
      List<SourceRecord> lastOfOurs = List.of();
      for (Modes modes : Modes.all()) {
        List<SourceRecord> theirs = contenders.debezium(modes);
        compare(modes, theirs, contenders.walmirror(modes, true));
        lastOfOurs = contenders.walmirror(modes, false);
        compare(modes, theirs, lastOfOurs);
        firstOfTheirs = firstOfTheirs.isEmpty() ? theirs : firstOfTheirs;
      }
      assertThat(shown(unexcused)).as("differences that are not listed").isEmpty();
      assertThat(differences.unused()).as("listed, and no difference").isEmpty();

      int otherMode = control(firstOfTheirs, lastOfOurs);
      assertThat(otherMode).as("control: records of another mode").isPositive();
      proof(otherMode);
    }
  }

  private void compare(Modes modes, List<SourceRecord> theirs, List<SourceRecord> ours) {
    Comparison.Result result = Comparison.of(modes.name(), theirs, ours);
    pairs += result.pairs();
    jsonBytes += result.jsonBytes();
    result.findings().stream().filter(each -> !differences.excuse(each)).forEach(unexcused::add);
  }

  /** How much is found where the two were not given the same modes. */
  private int control(List<SourceRecord> theirs, List<SourceRecord> ours) {
    return (int)
        Comparison.of("control", theirs, ours).findings().stream()
            .filter(each -> !differences.excuse(each))
            .count();
  }

  private void proof(int otherMode) {
    Proof.row(
        "Events are Debezium's, byte by byte in JSON, but for listed differences",
        "DifferentialIT",
        pairs
            + " pairs of records, "
            + AllTypes.list().size()
            + " types and edges, "
            + Modes.all().size()
            + " sets of modes, binary and text; "
            + jsonBytes / 1_000_000
            + " MB of equal JSON; "
            + differences.count()
            + " patterns of differences",
        "records of another mode: " + otherMode + " findings");
  }

  private static String shown(List<Finding> findings) throws java.io.IOException {
    String all = findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    Files.writeString(Path.of("target", "differences-not-listed.txt"), all);
    return findings.stream().limit(SHOWN).map(Finding::toString).collect(Collectors.joining("\n"));
  }
}
