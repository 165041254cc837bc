package io.walmirror.stack.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A guarantee, the test that proves it, what that test did, and what its negative control showed.
 *
 * <p>A test calls {@code row} as its last statement, so that a test that fails proves nothing. The
 * row is a file of its own in {@code target/proof} at the project's root: tests of all modules may
 * write at the same time, and a test that runs again replaces its row.
 */
public record Proof(String guarantee, String test, String did, String control) {

  public Proof {
    guarantee = cell("guarantee", guarantee);
    test = cell("test", test);
    did = cell("did", did);
    control = cell("control", control);
  }

  /** Records that this test has proved this guarantee. */
  public static void row(String guarantee, String test, String did, String control) {
    new Proof(guarantee, test, did, control).writeTo(projectRoot());
  }

  /** Records the same of a random test, with the seed that repeats it. */
  public static void row(String guarantee, String test, String did, long seed, String control) {
    row(guarantee, test, did + "; seed " + seed, control);
  }

  String markdown() {
    return "| %s | `%s` | %s | %s |".formatted(guarantee, test, did, control);
  }

  void writeTo(Path root) {
    Path folder = ProofTable.rowsOf(root);
    String name = (test + "-" + Integer.toHexString(guarantee.hashCode())).toLowerCase(Locale.ROOT);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name.replaceAll("[^a-z0-9.-]+", "-") + ".md"), markdown());
    } catch (IOException e) {
      throw new UncheckedIOException("The proof row of " + test + " cannot be written", e);
    }
  }

  /** The build says where the root is; a test started elsewhere writes below its own folder. */
  private static Path projectRoot() {
    return Path.of(System.getProperty("walmirror.root", "."));
  }

  private static String cell(String name, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a proof row without " + name);
    }
    return text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }
}
