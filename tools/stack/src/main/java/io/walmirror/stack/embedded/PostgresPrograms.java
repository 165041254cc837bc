package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Child;
import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Creates a new cluster in {@code folder/data}. */
  void initialize(Workspace workspace, Path folder, Path log, String user, String password) {
    Path passwordFile = folder.resolve("password");
    try {
      Files.deleteIfExists(passwordFile);
      Files.createFile(
          passwordFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, password + "\n");
      account.own(folder);
      account.own(passwordFile);
      Launch launch =
          launch(
              "postgres-initdb",
              folder,
              log,
              "initdb",
              List.of(
                  "--pgdata=" + folder.resolve("data"),
                  "--username=" + user,
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--no-sync"),
              Launch.Ending.KILL);
      Child initdb = workspace.launch(launch);
      if (!initdb.awaitEnd(INITIALIZE_LIMIT)) {
        initdb.kill();
      }
      if (initdb.exitCode() != 0) {
        throw new StackException(
            "a new PostgreSQL "
                + version
                + " cluster could not be created in "
                + folder
                + ":\n"
                + new LogFile(log).lastLines(12));
      }
      Files.delete(passwordFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
