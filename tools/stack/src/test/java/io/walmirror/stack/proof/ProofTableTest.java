package io.walmirror.stack.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTableTest {

  @TempDir Path root;

  @Test
  void gathersTheRowsOfAllTestsInOrderOfTheirGuarantee() throws IOException {
    new Proof("No loss", "KillIT.kills", "9 kills; seed 7", "red without acks").writeTo(root);
    new Proof("Idempotent", "ReplayIT.replays", "2 replays", "red without fence").writeTo(root);

    assertThat(Files.readAllLines(ProofTable.gather(root)))
        .endsWith(
            "| guarantee | test | what it did | its control |",
            "|---|---|---|---|",
            "| Idempotent | `ReplayIT.replays` | 2 replays | red without fence |",
            "| No loss | `KillIT.kills` | 9 kills; seed 7 | red without acks |");
  }

  @Test
  void aTestThatRunsAgainReplacesItsRow() throws IOException {
    new Proof("No loss", "KillIT.kills", "9 kills", "red").writeTo(root);
    new Proof("No loss", "KillIT.kills", "10 kills", "red").writeTo(root);

    assertThat(Files.readString(ProofTable.gather(root)))
        .contains("10 kills")
        .doesNotContain("9 kills");
  }

  @Test
  void oneTestMayProveTwoGuarantees() throws IOException {
    new Proof("No loss", "KillIT.kills", "9 kills", "red").writeTo(root);
    new Proof("No gap", "KillIT.kills", "9 kills", "red").writeTo(root);

    assertThat(Files.readString(ProofTable.gather(root))).contains("| No loss |", "| No gap |");
  }

  @Test
  void barsAndLineBreaksDoNotBreakTheTable() throws IOException {
    new Proof("a|b", "T.t", "one\n  two", "c").writeTo(root);

    assertThat(Files.readAllLines(ProofTable.gather(root)))
        .endsWith("| a\\|b | `T.t` | one two | c |");
  }

  @Test
  void aRowWithoutControlIsRefused() {
    assertThatThrownBy(() -> new Proof("No loss", "KillIT.kills", "9 kills", " "))
        .hasMessage("a proof row without control");
  }

  @Test
  void aBuildWithoutRowsIsNoProof() {
    assertThatThrownBy(() -> ProofTable.gather(root)).hasMessageContaining("No test wrote a proof");
  }
}
