package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.fixture.Certificates;
import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.pipeline.RedisProbe.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as the JVM trusts it, with a certificate that is made for 127.0.0.1 alone. */
class TlsTest {

  private static final char[] PASSWORD = Certificates.PASSWORD.toCharArray();

  @TempDir static Path folder;

  private static ScriptedRedis redis;
  private static SSLContext trusting;
  private static SSLContext before;

  @BeforeAll
  static void serve() throws IOException, GeneralSecurityException, InterruptedException {
    before = SSLContext.getDefault();
    KeyStore keys = selfSigned();
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    redis =
        ScriptedRedis.start(
            trusting
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
  }

  @AfterAll
  static void restore() {
    SSLContext.setDefault(before);
    redis.close();
  }

  @Test
  void aTrustedCertificateForThisHostIsGoodEnough() {
    assertThat(problem(redis.uri().replace("redis://", "rediss://"), trusting)).isEmpty();
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    String otherName = redis.uri().replace("redis://127.0.0.1", "rediss://localhost");
    assertThat(problem(otherName, trusting))
        .get()
        .extracting(Problem::message)
        .asString()
        .contains("not trusted")
        .contains("a host name that it is made for");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    assertThat(problem(redis.uri().replace("redis://", "rediss://"), before))
        .get()
        .satisfies(problem -> assertThat(problem.setting()).isEqualTo("redis.uri"))
        .extracting(Problem::message)
        .asString()
        .contains("not trusted");
  }

  @Test
  void aServerWithoutTlsIsCalledThat() {
    try (ScriptedRedis plain = ScriptedRedis.start()) {
      assertThat(problem(plain.uri().replace("redis://", "rediss://"), trusting)).isPresent();
    }
  }

  private static Optional<Problem> problem(String uri, SSLContext context) {
    SSLContext.setDefault(context);
    SinkConfig config = SinkConfig.of(Map.of("name", "mirror", "redis.uri", uri));
    return RedisProbe.tryOut(config.connection(), config.fence());
  }

  private static KeyStore selfSigned()
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(new Certificates(folder).keystore("redis"))) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }
}
