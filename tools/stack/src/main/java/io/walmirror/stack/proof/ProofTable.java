package io.walmirror.stack.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of all rows that tests wrote during a build: {@code target/proof.md}. */
public final class ProofTable {

  private ProofTable() {}

  /** Gathers the rows below the project's root, which is the only argument. */
  public static void main(String[] arguments) throws IOException {
    gather(Path.of(arguments[0]));
  }

  static Path rowsOf(Path root) {
    return root.resolve("target").resolve("proof");
  }

  static Path gather(Path root) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# What this build proved");
    lines.add("");
    lines.add("| guarantee | test | what it did | its control |");
    lines.add("|---|---|---|---|");
    lines.addAll(rows(rowsOf(root)));
    return Files.write(root.resolve("target").resolve("proof.md"), lines);
  }

  private static List<String> rows(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException("No test wrote a proof row to " + folder);
    }
    List<String> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        rows.add(Files.readString(file).strip());
      }
    }
    rows.sort(null);
    return rows;
  }
}
