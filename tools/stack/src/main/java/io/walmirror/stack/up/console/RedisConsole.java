package io.walmirror.stack.up.console;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.resp.RespError;
import io.walmirror.stack.resp.RespException;
import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.running.RunningUp;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code ./walmirror redis …}: sends one command to the Redis that runs and prints its answer as
 * {@code redis-cli} does: formatted on a terminal, bare elsewhere.
 */
public final class RedisConsole {

  private RedisConsole() {}

  public static void main(String[] command) {
    if (command.length == 0) {
      Servers.ERR.println("usage: ./walmirror redis HGETALL orders:1");
      System.exit(ExitCode.USAGE);
    }
    Optional<RunningUp> running = Servers.running();
    System.exit(running.map(up -> run(up, command)).orElse(ExitCode.UNREACHABLE));
  }

  private static int run(RunningUp up, String... command) {
    try (RespClient client = RespClient.connect(up.redis())) {
      Object answer = client.answer(command);
      List<String> lines =
          Boolean.getBoolean("walmirror.terminal")
              ? RedisAnswer.formatted(answer)
              : RedisAnswer.raw(answer);
      lines.forEach(Servers.OUT::println);
      return answer instanceof RespError ? ExitCode.WRONG : ExitCode.DONE;
    } catch (UncheckedIOException | RespException e) {
      Servers.ERR.println("Redis cannot be reached: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }
}
