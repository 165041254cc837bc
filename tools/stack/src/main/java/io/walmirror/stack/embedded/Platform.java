package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.util.Locale;

/** The operating system and processor that binaries are chosen for. */
record Platform(boolean mac, boolean arm) {

  static Platform here() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean mac = os.startsWith("mac");
    boolean arm = arch.equals("aarch64");
    boolean intel = arch.equals("amd64") || arch.equals("x86_64");
    if (!(mac || os.equals("linux")) || !(arm || intel)) {
      throw new StackException(
          "there are no embedded servers for "
              + os
              + " on "
              + arch
              + "; use -Dservers=containers or -Dservers=external");
    }
    return new Platform(mac, arm);
  }

  String os() {
    return mac ? "darwin" : "linux";
  }
}
