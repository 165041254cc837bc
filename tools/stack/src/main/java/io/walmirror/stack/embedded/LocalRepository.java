package io.walmirror.stack.embedded;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import org.postgresql.Driver;

/**
 * The local Maven repository. Where it is tells the place of a jar that comes out of it; a property
 * or the usual place tells when that jar was copied elsewhere.
 */
final class LocalRepository {

  private static final Path FOLDER = find();

  private LocalRepository() {}

  static Path folder() {
    return FOLDER;
  }

  private static Path find() {
    String named = System.getProperty("maven.repo.local", "");
    if (!named.isEmpty()) {
      return Path.of(named).toAbsolutePath();
    }
    CodeSource source = Driver.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      try {
        // <repository>/org/postgresql/postgresql/<version>/<jar>
        Path jar = Path.of(source.getLocation().toURI());
        Path group = jar.resolve("../../../..").normalize();
        if (group.endsWith("org")
            && jar.getParent().getParent().endsWith("org/postgresql/postgresql")) {
          return group.getParent();
        }
      } catch (URISyntaxException e) {
        throw new IllegalStateException("not a place of a file: " + source.getLocation(), e);
      }
    }
    return Path.of(System.getProperty("user.home"), ".m2", "repository");
  }
}
