package io.walmirror.stack.process;

import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.embedded.RedisServer;
import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts servers in a Java of its own, prints what must be gone after its end, and waits to be
 * ended. Arguments: what it does before it waits ({@code run}, {@code pause}, {@code kill}, {@code
 * return}), and the folder to keep, if any.
 */
final class StackHolder {

  private StackHolder() {}

  public static void main(String[] args) throws IOException {
    Folder folder = args.length > 1 ? Folder.kept(Path.of(args[1])) : Folder.temporary();
    Workspace workspace = Workspace.open(folder);
    System.out.println("folder " + workspace.folder());
    RedisServer redis = RedisServer.start(workspace);
    PostgresServer postgres = PostgresServer.start(workspace);
    Database database = postgres.freshDatabase();
    database.execute("CREATE TABLE t (id int)");
    System.out.println("port " + redis.port());
    System.out.println("port " + postgres.port());
    // The seventh line of this file ends with the id of the shared memory.
    String line = Files.readAllLines(postgres.data().resolve("postmaster.pid")).get(6);
    System.out.println("segment " + line.substring(line.lastIndexOf(' ') + 1));
    print(ProcessHandle.current());
    switch (args[0]) {
      case "pause" -> {
        postgres.pause();
        redis.pause();
      }
      case "kill" -> postgres.kill();
      default -> {
        // It just runs.
      }
    }
    System.out.println("ready");
    if (args[0].equals("return")) {
      workspace.close();
      return;
    }
    while (System.in.read() >= 0) {
      // Waits for the end.
    }
  }

  private static void print(ProcessHandle process) {
    process.descendants().forEach(child -> System.out.println("process " + child.pid()));
  }
}
