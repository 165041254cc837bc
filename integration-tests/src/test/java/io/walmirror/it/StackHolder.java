package io.walmirror.it;

import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.Scene;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import java.io.IOException;

/**
 * Runs a whole stack in a Java of its own until it is ended. Its argument is what it does: {@code
 * start} only says that it starts, {@code mirror} mirrors rows all the time, {@code close} closes
 * the stack once rows were mirrored.
 */
final class StackHolder {

  private StackHolder() {}

  public static void main(String[] args) throws IOException {
    System.out.println("starting");
    try (Stack stack = Stack.start(StackOptions.defaults().withPlugins(Plugins.single()))) {
      Scene scene = Scene.open(stack);
      scene.database().execute("CREATE TABLE item (id bigint PRIMARY KEY)");
      scene.startSource("source", scene.source());
      scene.start("sink", scene.sink(scene.emptyRedis()));
      System.out.println("mirroring");
      long id = 0;
      while (!args[0].equals("close") || id < 10) {
        id++;
        scene.database().execute("INSERT INTO item VALUES (" + id + ")");
      }
    }
    System.out.println("closed");
  }
}
