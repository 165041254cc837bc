package io.walmirror.stack.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked of a Connect worker.
 *
 * @param version {@code 4.3.1}, {@code 3.9.1} or {@code 3.7.2}; empty for the one that the build
 *     fetched
 * @param port of its REST API, 0 for a free one
 * @param plugins zips to unpack and folders to use as they are, all on its {@code plugin.path}
 * @param settings of the worker's properties; they outrank the stack's
 * @param environment variables of its process, which connector JSON reads as {@code ${env:NAME}}
 * @param java how its Java runs
 */
public record ConnectOptions(
    Origin origin,
    String version,
    int port,
    List<Path> plugins,
    Map<String, String> settings,
    Map<String, String> environment,
    JavaOptions java) {

  public ConnectOptions {
    plugins = List.copyOf(plugins);
    settings = Map.copyOf(settings);
    environment = Map.copyOf(environment);
  }

  /** By the properties {@code servers}, {@code connect.version} and {@code connect.url}. */
  public static ConnectOptions defaults() {
    return new ConnectOptions(
        Origins.withoutContainer("connect.url"),
        System.getProperty("connect.version", ""),
        0,
        List.of(),
        Map.of(),
        Map.of(),
        JavaOptions.quick(512));
  }

  public ConnectOptions withOrigin(Origin value) {
    return new ConnectOptions(value, version, port, plugins, settings, environment, java);
  }

  public ConnectOptions withVersion(String value) {
    return new ConnectOptions(origin, value, port, plugins, settings, environment, java);
  }

  public ConnectOptions withPort(int value) {
    return new ConnectOptions(origin, version, value, plugins, settings, environment, java);
  }

  public ConnectOptions withPlugins(List<Path> value) {
    return new ConnectOptions(origin, version, port, value, settings, environment, java);
  }

  public ConnectOptions withSetting(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(name, value);
    return new ConnectOptions(origin, version, port, plugins, all, environment, java);
  }

  public ConnectOptions withEnvironment(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(name, value);
    return new ConnectOptions(origin, version, port, plugins, settings, all, java);
  }

  public ConnectOptions withJava(JavaOptions value) {
    return new ConnectOptions(origin, version, port, plugins, settings, environment, value);
  }
}
