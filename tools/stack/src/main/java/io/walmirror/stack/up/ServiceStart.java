package io.walmirror.stack.up;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.process.Folder;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.KafkaOptions;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.PostgresOptions;
import io.walmirror.stack.server.RedisOptions;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts the servers that nobody brought. */
final class ServiceStart {

  /** The database and the role that the shop gets in a PostgreSQL that is started. */
  private static final String SHOP = "shop";

  private ServiceStart() {}

  static Services start(Options options, Home home, Steps steps) {
    Folder folder = options.keep() ? Folder.kept(home.kept()) : Folder.temporary();
    Passwords passwords = options.keep() ? Passwords.keptIn(home.kept()) : Passwords.fresh();
    Stack stack = Stack.start(stackOptions(options, home, passwords, folder, steps));
    try {
      return services(options, passwords, stack);
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private static Services services(Options options, Passwords passwords, Stack stack) {
    PostgresAddress administrator =
        options.postgres().orElseGet(() -> administrator(stack.postgres()));
    PostgresAddress shop =
        options
            .postgres()
            .orElseGet(
                () ->
                    new PostgresAddress(
                        administrator.host(),
                        administrator.port(),
                        SHOP,
                        SHOP,
                        passwords.shop(),
                        administrator.sslmode()));
    URI redis = options.redis().orElseGet(() -> stack.redis().uri());
    return new Services(
        shop,
        administrator,
        redis,
        options.connect().orElseGet(() -> stack.connect().uri()),
        variables(shop, redis),
        options.connect().isPresent() ? Optional.empty() : Optional.of(stack.connect()),
        Services.of(stack, options),
        stack);
  }

  private static PostgresAddress administrator(Postgres server) {
    // Its database is there from now on: the shop is created in it.
    server.database(SHOP);
    return new PostgresAddress(
        server.host(), server.port(), SHOP, server.user(), server.password(), "prefer");
  }

  private static StackOptions stackOptions(
      Options options, Home home, Passwords passwords, Folder folder, Steps steps) {
    RedisOptions redis =
        RedisOptions.defaults()
            .withPort(options.ports().redis())
            .withPassword(passwords.redis())
            .withLine(options.keep() ? "appendonly yes" : "save \"\"");
    return new StackOptions(
        parts(options),
        PostgresOptions.defaults().withPort(options.ports().postgres()),
        redis,
        KafkaOptions.defaults().withPort(options.ports().kafka()),
        connect(options, home, passwords),
        folder,
        steps);
  }

  private static Set<Part> parts(Options options) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    options.postgres().ifPresent(own -> parts.remove(Part.POSTGRES));
    options.redis().ifPresent(own -> parts.remove(Part.REDIS));
    if (options.connect().isPresent()) {
      parts.remove(Part.KAFKA);
      parts.remove(Part.CONNECT);
    }
    return parts;
  }

  /** The stack tells its worker of its own servers; what it cannot know is added here. */
  private static ConnectOptions connect(Options options, Home home, Passwords passwords) {
    ConnectOptions connect =
        ConnectOptions.defaults()
            .withPort(options.ports().connect())
            .withPlugins(home.plugins())
            .withSetting("offset.flush.interval.ms", "1000")
            .withEnvironment("POSTGRES_DB", SHOP)
            .withEnvironment("POSTGRES_USER", SHOP)
            .withEnvironment("POSTGRES_PASSWORD", passwords.shop())
            .withEnvironment("POSTGRES_SSLMODE", "prefer");
    Map<String, String> own = new LinkedHashMap<>();
    options.postgres().ifPresent(address -> own.putAll(variables(address)));
    options.redis().ifPresent(uri -> own.put("REDIS_URI", uri.toString()));
    for (Map.Entry<String, String> variable : own.entrySet()) {
      connect = connect.withEnvironment(variable.getKey(), variable.getValue());
    }
    return connect;
  }

  private static Map<String, String> variables(PostgresAddress shop, URI redis) {
    Map<String, String> variables = variables(shop);
    variables.put("REDIS_URI", redis.toString());
    return variables;
  }

  private static Map<String, String> variables(PostgresAddress shop) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("POSTGRES_HOST", shop.host());
    variables.put("POSTGRES_PORT", Integer.toString(shop.port()));
    variables.put("POSTGRES_DB", shop.database());
    variables.put("POSTGRES_USER", shop.user());
    variables.put("POSTGRES_PASSWORD", shop.password());
    variables.put("POSTGRES_SSLMODE", shop.sslmode());
    return variables;
  }
}
