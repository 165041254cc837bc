package io.walmirror.it.scene;

import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.server.ConnectOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one stack of this module in each Java that runs its tests, for parameters of type {@link
 * Stack}: started for the first test class that asks, ended after the last. A class finds all
 * servers running, whatever the one before it did to them.
 */
public final class SharedStack implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SharedStack.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Stack stack = stack(context);
    stack.postgres().start();
    stack.redis().start();
    stack.kafka().start();
    stack.connect().start();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return stack(context);
  }

  private static Stack stack(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent(Stack.class, key -> Stack.start(options()), Stack.class);
  }

  private static List<Path> plugins() {
    List<Path> plugins = new ArrayList<>(Plugins.single());
    plugins.remove(Plugins.source());
    plugins.add(ThirdParty.beside(Plugins.source()));
    plugins.add(Debezium.plugins());
    return plugins;
  }

  private static StackOptions options() {
    return StackOptions.defaults()
        .withConnect(
            ConnectOptions.defaults()
                .withPlugins(plugins())
                // The consumers of a killed worker are missed as soon as the broker allows it.
                .withSetting("consumer.session.timeout.ms", "6000")
                .withSetting("consumer.heartbeat.interval.ms", "1500")
                .withEnvironment("POSTGRES_SSLMODE", "disable"));
  }
}
