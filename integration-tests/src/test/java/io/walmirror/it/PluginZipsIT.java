package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.embedded.ConnectWorker;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a worker finds in the zips, one for each plugin or one for all. */
@ExtendWith(SharedStack.class)
class PluginZipsIT {

  @Test
  void aWorkerFindsEveryPluginOfTheSingleZips(Stack stack) {
    assertThat(ours(stack.connect().rest())).isEqualTo(expected());
  }

  @Test
  void theZipThatHasAllIsEnoughForAMirror(Stack stack) {
    ConnectOptions options =
        ConnectOptions.defaults()
            .withPlugins(List.of(Plugins.allInOne()))
            .withSetting("group.id", "walmirror-all")
            .withSetting("config.storage.topic", "connect-all-config")
            .withSetting("offset.storage.topic", "connect-all-offset")
            .withSetting("status.storage.topic", "connect-all-status");
    try (Workspace workspace = Workspace.open();
        Connect worker =
            ConnectWorker.start(
                workspace, "connect-all", options, stack.kafka().bootstrapServers());
        Scene scene = Scene.open(stack, worker.rest())) {
      assertThat(ours(worker.rest())).isEqualTo(expected());

      RedisDatabase database = scene.emptyRedis();
      scene.database().execute("CREATE TABLE item (id bigint PRIMARY KEY, name text)");
      scene.startSource("source", scene.source());
      Map<String, String> sink = scene.sink(database);
      sink.put("transforms", "flatten");
      sink.put("transforms.flatten.type", Plugins.FLATTEN);
      scene.start("sink", sink);
      scene.database().execute("INSERT INTO item VALUES (1, 'lamp'), (2, NULL)");
      Mirror expected =
          Mirror.expected(
              scene.database(), List.of(new Table("item", List.of("id", "name"), List.of("id"))));

      assertThat(expected.hashes()).hasSize(2);
      try (RespClient redis = database.client()) {
        Await.until("the mirror", () -> Mirror.actual(redis).equals(expected));
      }
    }
    Proof.row(
        "The -all zip alone is enough",
        "PluginZipsIT.theZipThatHasAllIsEnoughForAMirror",
        "a worker with no other plugin, service_load; source, Flatten and sink mirror two rows",
        "none: without a plugin its connector cannot be created");
  }

  private static Map<String, String> expected() {
    Map<String, String> versions = new TreeMap<>();
    Plugins.CLASSES.forEach(name -> versions.put(name, Plugins.version()));
    return versions;
  }

  /** The versions of our plugins by their classes. */
  private static Map<String, String> ours(ConnectRest rest) {
    Map<String, String> versions = new TreeMap<>();
    for (JsonNode plugin : rest.get("/connector-plugins?connectorsOnly=false")) {
      String name = plugin.path("class").asText();
      if (name.startsWith("io.walmirror.")) {
        versions.put(name, plugin.path("version").asText());
      }
    }
    return versions;
  }
}
