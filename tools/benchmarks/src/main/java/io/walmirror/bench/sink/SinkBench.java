package io.walmirror.bench.sink;

import io.walmirror.bench.orders.OrderRecords;
import io.walmirror.bench.process.ClassPaths;
import io.walmirror.bench.process.ContenderProcess;
import io.walmirror.bench.process.Launch;
import io.walmirror.bench.process.Profile;
import io.walmirror.bench.result.Measure;
import io.walmirror.bench.result.Numbers;
import io.walmirror.bench.result.Rounds;
import io.walmirror.bench.result.Summary;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.RedisOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes the same orders to an empty Redis by every contender in every round, one at a time, each
 * round beginning with another one. The contenders are the same task with and without its fence.
 */
public final class SinkBench {

  private static final int PASSES = 5;

  private final Plan plan;
  private final Consumer<String> progress;
  private final Redis redis;
  private final Path folder;

  /**
   * What is to be done.
   *
   * @param rows that are written, five times each
   */
  public record Plan(int rows, int rounds, Profile profile) {}

  private SinkBench(Plan plan, Consumer<String> progress, Redis redis, Path folder) {
    this.plan = plan;
    this.progress = progress;
    this.redis = redis;
    this.folder = folder;
  }

  /** Runs it on a Redis of its own. */
  public static Summary run(Plan plan, Consumer<String> progress) {
    // Nothing in the background while a contender is measured.
    RedisOptions options = RedisOptions.defaults().withLine("save \"\"");
    progress.accept("starting Redis");
    try (Stack stack = Stack.start(StackOptions.only(Part.REDIS).withRedis(options));
        RespClient client = stack.redis().client()) {
      requireEmpty(stack.redis(), client);
      return new SinkBench(plan, progress, stack.redis(), stack.folder()).run(client);
    }
  }

  /** One's own Redis may hold what is dear to somebody. */
  private static void requireEmpty(Redis redis, RespClient client) {
    long keys = client.number("DBSIZE");
    if (keys > 0) {
      throw new StackException(
          String.format(
              "the Redis database at %s:%d holds %d keys; the bench empties it before each"
                  + " contender, so name an empty one",
              redis.host(), redis.port(), keys));
    }
  }

  private Summary run(RespClient client) {
    Rounds rounds = new Rounds();
    for (int round = 1; round <= plan.rounds(); round++) {
      List<SinkContender> contenders = new ArrayList<>(List.of(SinkContender.values()));
      Collections.rotate(contenders, 1 - round);
      for (SinkContender contender : contenders) {
        Numbers numbers = write(client, contender, round);
        rounds.add(contender.label(), numbers);
        progress.accept(
            String.format(
                "round %d of %d: %s %,.0f rows/s",
                round,
                plan.rounds(),
                contender.label(),
                numbers.of(Measure.ROWS_PER_SECOND).orElseThrow()));
      }
    }
    return new Summary("sink", facts(client), SinkContender.WALMIRROR.label(), rounds);
  }

  private Numbers write(RespClient client, SinkContender contender, int round) {
    client.call("FLUSHDB");
    String name = "sink-" + contender.label() + "-" + round;
    Launch launch =
        new Launch(
            name,
            ClassPaths.own(),
            TaskWrites.class,
            settings(contender),
            plan.profile().flags(name));
    double before = RedisCpu.micros(client);
    Numbers numbers;
    try (ContenderProcess process = ContenderProcess.start(launch, folder)) {
      numbers = process.await();
      double used = RedisCpu.micros(client) - before;
      numbers = numbers.with(Measure.REDIS_CPU, used / ((double) plan.rows() * PASSES));
    }
    new WrittenOrders(client, contender.label(), contender.fenced()).check(plan.rows(), PASSES);
    return numbers;
  }

  private Map<String, String> settings(SinkContender contender) {
    Map<String, String> settings = new HashMap<>();
    settings.put(TaskWrites.TASK, "io.walmirror.sink.RedisSinkTask");
    settings.put(TaskWrites.ROWS, Integer.toString(plan.rows()));
    settings.put(TaskWrites.PASSES, Integer.toString(PASSES));
    settings.put(TaskWrites.CONFIG + "name", "bench");
    settings.put(TaskWrites.CONFIG + "topics", OrderRecords.TOPIC);
    settings.put(TaskWrites.CONFIG + "redis.uri", redis.uri().toString());
    settings.put(TaskWrites.CONFIG + "redis.fence", contender.fenced() ? "on" : "off");
    return settings;
  }

  private Map<String, Object> facts(RespClient client) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("rows", plan.rows());
    facts.put("passes", PASSES);
    facts.put("batch", TaskWrites.BATCH);
    facts.put("rounds", plan.rounds());
    facts.put("redis", info(client, "redis_version"));
    facts.put("allocator", info(client, "mem_allocator"));
    facts.put("java", System.getProperty("java.version"));
    facts.put("cpus", Runtime.getRuntime().availableProcessors());
    return facts;
  }

  private static String info(RespClient client, String name) {
    for (String line : client.text("INFO", "everything").split("\r?\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return "unknown";
  }
}
