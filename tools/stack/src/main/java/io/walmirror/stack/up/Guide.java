package io.walmirror.stack.up;

import java.util.ArrayList;
import java.util.List;

/** The commands that one can try against what runs, as they are to be typed. */
final class Guide {

  private Guide() {}

  static List<String> lines(Services services, Quickstart quickstart) {
    String root = services.connect().toString().replaceAll("/$", "");
    String source = quickstart.source().name();
    String sink = quickstart.sinks().get(0).name();
    List<String> lines = new ArrayList<>();
    lines.add("Try it, in another terminal:");
    lines.add("  ./walmirror sql \"SELECT * FROM orders ORDER BY id DESC LIMIT 3\"");
    lines.add("  ./walmirror redis HGETALL orders:1");
    lines.add("  curl -s " + root + "/connectors");
    lines.add("  curl -s " + root + "/connectors/" + source + "/status");
    lines.add("  curl -s " + root + "/connectors/" + source + "/offsets");
    lines.add("  curl -s " + root + "/connectors/" + sink + "/offsets");
    lines.add("  curl -s " + root + "/connectors/" + source + "/config |");
    lines.add(
        "    curl -s -X PUT -H 'Content-Type: application/json' -d @- "
            + root
            + "/connector-plugins/"
            + simpleName(quickstart.source().connectorClass())
            + "/config/validate");
    lines.add("  ./walmirror logs");
    return lines;
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
