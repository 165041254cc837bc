package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom PostgreSQL runs. It refuses to run as the superuser; where this process is the
 * superuser's, it gets a user namespace of its own, in which it is nobody in particular, or, where
 * that is forbidden, the account of user id 65534, {@code nobody}.
 */
enum Account {
  /** This process's own. */
  OWN(""),
  /** In a namespace without any user: files are still the superuser's. */
  NAMESPACE("unshare -U"),
  /** An account that owns nothing but what it is given. */
  NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

  private static final int NOBODY_ID = 65534;

  private final String prefix;

  Account(String prefix) {
    this.prefix = prefix;
  }

  static Account here() {
    if (!isSuperuser()) {
      return OWN;
    }
    for (Account account : List.of(NAMESPACE, NOBODY)) {
      if (account.works()) {
        return account;
      }
    }
    throw new StackException(
        "PostgreSQL does not run as the superuser, and neither `unshare -U` nor `setpriv` works"
            + " here; run as an ordinary user, or use -Dservers=containers or -Dservers=external");
  }

  private static boolean isSuperuser() {
    try {
      Path probe = Files.createTempFile("walmirror", "");
      try {
        return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean works() {
    List<String> command = new ArrayList<>(prefix());
    command.add("true");
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What goes before a command. */
  List<String> prefix() {
    return prefix.isEmpty() ? List.of() : List.of(prefix.split(" ", -1));
  }

  /** Where this account can read unpacked programs. */
  Cache cache() {
    return this == NOBODY ? Cache.ofEverybody() : Cache.ofUser();
  }

  /** Lets it own a file or a folder, and come to it. */
  void own(Path path) throws IOException {
    if (this != NOBODY) {
      return;
    }
    Files.setAttribute(path, "unix:uid", NOBODY_ID);
    for (Path above = path.getParent();
        above != null && Files.getAttribute(above, "unix:uid").equals(0) && isTemporary(above);
        above = above.getParent()) {
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  private static boolean isTemporary(Path folder) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return folder.startsWith(temporary) && !folder.equals(temporary);
  }
}
