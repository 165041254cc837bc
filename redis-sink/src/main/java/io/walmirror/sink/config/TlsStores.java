package io.walmirror.sink.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * Whom to trust and who to be in TLS, in files of Java's, which are read at every connect, so that
 * renewed certificates are used without a restart. The JVM's own where there is no file.
 */
public record TlsStores(Optional<Store> truststore, Optional<Store> keystore) {

  public static final String TRUSTSTORE = "redis.ssl.truststore.location";
  public static final String TRUSTSTORE_PASSWORD = "redis.ssl.truststore.password";
  public static final String KEYSTORE = "redis.ssl.keystore.location";
  public static final String KEYSTORE_PASSWORD = "redis.ssl.keystore.password";

  /** One file; the setting that names it. */
  public record Store(String setting, Path location, Optional<Password> password) {

    private KeyStore read() throws UnusableStoreException {
      try (InputStream in = Files.newInputStream(location)) {
        // Java tells PKCS12 and JKS apart by itself.
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(in, characters());
        return store;
      } catch (IOException | GeneralSecurityException e) {
        throw new UnusableStoreException(this, e);
      }
    }

    private char[] characters() {
      return password.map(each -> each.value().toCharArray()).orElse(null);
    }
  }

  /** A file that is not there, or cannot be read with its password. */
  public static final class UnusableStoreException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String setting;

    UnusableStoreException(Store store, Exception cause) {
      super(store.setting() + " " + store.location() + " cannot be used: " + reason(cause), cause);
      this.setting = store.setting();
    }

    public String setting() {
      return setting;
    }

    private static String reason(Exception cause) {
      return cause instanceof IOException && cause.getMessage() != null
          ? cause.getClass().getSimpleName() + ", " + cause.getMessage()
          : cause.toString();
    }
  }

  static void define(ConfigDef settings, String group) {
    settings
        .define(
            TRUSTSTORE,
            ConfigDef.Type.STRING,
            null,
            Importance.MEDIUM,
            "A PKCS12 or JKS file with the certificates of the authorities that Redis' certificate"
                + " may come from. By default those that the worker's JVM trusts. Read at every"
                + " connect.",
            group,
            8,
            ConfigDef.Width.LONG,
            "Truststore")
        .define(
            TRUSTSTORE_PASSWORD,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The truststore's password.",
            group,
            9,
            ConfigDef.Width.MEDIUM,
            "Truststore password")
        .define(
            KEYSTORE,
            ConfigDef.Type.STRING,
            null,
            Importance.MEDIUM,
            "A PKCS12 or JKS file with the certificate and key that Redis is to know the sink by"
                + " (mutual TLS). Read at every connect.",
            group,
            10,
            ConfigDef.Width.LONG,
            "Keystore")
        .define(
            KEYSTORE_PASSWORD,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The password of the keystore and of the key in it.",
            group,
            11,
            ConfigDef.Width.MEDIUM,
            "Keystore password");
  }

  static TlsStores of(AbstractConfig config) {
    return new TlsStores(
        store(config, TRUSTSTORE, TRUSTSTORE_PASSWORD), store(config, KEYSTORE, KEYSTORE_PASSWORD));
  }

  private static Optional<Store> store(AbstractConfig config, String location, String password) {
    return Optional.ofNullable(config.getString(location))
        .map(
            file ->
                new Store(
                    location, Path.of(file), Optional.ofNullable(config.getPassword(password))));
  }

  /** What the sockets are made with; the files are read now. */
  public SSLContext context() throws UnusableStoreException, GeneralSecurityException {
    if (truststore.isEmpty() && keystore.isEmpty()) {
      return SSLContext.getDefault();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(), trusted(), null);
    return context;
  }

  /** Null is the JVM's default to {@link SSLContext#init}. */
  private TrustManager[] trusted() throws UnusableStoreException, GeneralSecurityException {
    if (truststore.isEmpty()) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(truststore.get().read());
    return factory.getTrustManagers();
  }

  private KeyManager[] keys() throws UnusableStoreException, GeneralSecurityException {
    if (keystore.isEmpty()) {
      return null;
    }
    Store store = keystore.get();
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    try {
      factory.init(store.read(), store.characters());
    } catch (GeneralSecurityException e) {
      throw new UnusableStoreException(store, e);
    }
    return factory.getKeyManagers();
  }
}
