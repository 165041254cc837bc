package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Child;
import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL's programs, and the account that they run as. */
record PostgresPrograms(String version, Path folder, Account account) {

  private static final Duration INITIALIZE_LIMIT = Duration.ofMinutes(2);

  static PostgresPrograms of(String version) {
    Platform.here();
    Distribution distribution = Distribution.of("postgres", version);
    Account account = Account.here();
    Path folder = PostgresBinaries.unpacked(distribution, account.cache());
    return new PostgresPrograms(distribution.version(), folder, account);
  }

  /** Fails when the data are of another version. */
  void requireSameVersion(Path data) {
    try {
      String found = Files.readString(data.resolve("PG_VERSION")).strip();
      if (!found.equals(version)) {
        throw PostgresServer.refused(data, found, version);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates a new cluster in {@code folder/data}, which is whole or not there, and reads further
   * settings from that file in it.
   */
  void initialize(
      Workspace workspace, Path folder, Path log, String user, String password, String settings) {
    Path passwordFile = folder.resolve("password");
    Path unfinished = folder.resolve("data.unfinished");
    try {
      Cache.remove(unfinished);
      Files.deleteIfExists(passwordFile);
      Files.createFile(
          passwordFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, password + "\n");
      account.own(folder);
      account.own(passwordFile);
      List<String> arguments =
          List.of(
              "--pgdata=" + unfinished,
              "--username=" + user,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--no-sync");
      Launch launch =
          launch("postgres-initdb", folder, log, "initdb", arguments, Launch.Ending.KILL);
      run(workspace.launch(launch), folder, log);
      Files.delete(passwordFile);
      Files.writeString(
          unfinished.resolve("postgresql.conf"),
          "include_if_exists '" + settings + "'\n",
          StandardOpenOption.APPEND);
      Files.move(unfinished, folder.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(Child initdb, Path folder, Path log) {
    if (!initdb.awaitEnd(INITIALIZE_LIMIT)) {
      initdb.kill();
    }
    if (initdb.exitCode() != 0) {
      throw new StackException(
          String.format(
              "a new PostgreSQL %s cluster could not be created in %s:%n%s",
              version, folder, new LogFile(log).lastLines(12)));
    }
  }

  Launch server(String name, Path data, Path log) {
    return launch(name, data, log, "postgres", List.of("-D", data.toString()), Launch.Ending.QUIT);
  }

  private Launch launch(
      String name,
      Path at,
      Path log,
      String program,
      List<String> arguments,
      Launch.Ending ending) {
    List<String> command = new ArrayList<>(account.prefix());
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return new Launch(name, command, Map.of("LC_ALL", "C"), at, log, ending);
  }
}
