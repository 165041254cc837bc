package io.walmirror.connector;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.server.Postgres;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives scenarios the server of their version; each is started once, for all of the classes that
 * one Java runs, be it one class at a time.
 */
final class Servers implements ParameterResolver {

  private static final Namespace STARTED = Namespace.create(Servers.class);
  private static final String OLDEST = "14";

  /** The oldest version that is supported, and the one that the build fetched. */
  static Stream<String> versions() {
    String usual = System.getProperty("postgres.version", "18");
    boolean embedded = System.getProperty("servers", "embedded").equals("embedded");
    return embedded ? Stream.of(OLDEST, usual).distinct() : Stream.of(usual);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Postgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    String version = ((Scenarios) context.getRequiredTestInstance()).version;
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, STARTED)
        .computeIfAbsent(version, Servers::started, Stack.class)
        .postgres();
  }

  private static Stack started(String version) {
    StackOptions options = StackOptions.only(Part.POSTGRES);
    return Stack.start(options.withPostgres(options.postgres().withVersion(version)));
  }
}
