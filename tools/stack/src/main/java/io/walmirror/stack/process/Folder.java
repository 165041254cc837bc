package io.walmirror.stack.process;

import java.nio.file.Path;

/** Where servers keep data and logs. */
public sealed interface Folder {

  /** A new folder that is removed at the end, however the end comes. */
  record Temporary() implements Folder {}

  /** A folder that stays and can be started again; one stack at a time uses it. */
  record Kept(Path path) implements Folder {}

  static Folder temporary() {
    return new Temporary();
  }

  static Folder kept(Path path) {
    return new Kept(path);
  }
}
