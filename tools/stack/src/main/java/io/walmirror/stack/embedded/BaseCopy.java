package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Copies the data of a PostgreSQL that runs, as pg_basebackup does, which the embedded programs
 * lack. The log comes by streaming: a slot must keep it from before the copy begins.
 */
final class BaseCopy {

  /** Folders that belong to a running server, of which only the folder itself is copied. */
  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

  private final PostgresServer from;
  private final Path to;
  private final Account account;

  BaseCopy(PostgresServer from, Path to, Account account) {
    this.from = from;
    this.to = to;
    this.account = account;
  }

  /** Copies everything; {@code to} is not there before. */
  void run() {
    boolean older = from.majorVersion() < 15;
    try (Connection connection = from.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(
          older
              ? "SELECT pg_start_backup('copy', true, false)"
              : "SELECT pg_backup_start('copy', true)");
      Files.walkFileTree(from.data(), new Copying());
      try (ResultSet row =
          statement.executeQuery(
              "SELECT labelfile FROM "
                  + (older ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)"))) {
        row.next();
        Path label = to.resolve("backup_label");
        Files.writeString(label, row.getString(1));
        account.own(label);
      }
    } catch (SQLException e) {
      throw new StackException("the data of " + from.name() + " could not be copied", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Copying extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Path copy = copyOf(folder);
      Files.copy(folder, copy, StandardCopyOption.COPY_ATTRIBUTES);
      account.own(copy);
      boolean below = !folder.equals(from.data());
      return below && EMPTY.contains(from.data().relativize(folder).toString())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!LEFT_OUT.contains(from.data().relativize(file).toString())) {
        try {
          Path copy = copyOf(file);
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
          account.own(copy);
        } catch (NoSuchFileException e) {
          // Dropped meanwhile: the log tells.
          return FileVisitResult.CONTINUE;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    private Path copyOf(Path path) {
      return to.resolve(from.data().relativize(path).toString());
    }
  }
}
