package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

class SideKeysTest {

  @Test
  void theSideKeyIsInTheSlotOfItsKeyWhateverBracesThatHas() {
    Random random = new Random(7);
    String pieces = "{}ab1:é";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder key = new StringBuilder("k");
      for (int n = random.nextInt(8); n > 0; n--) {
        key.append(pieces.charAt(random.nextInt(pieces.length())));
      }
      byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(JedisClusterCRC16.getSlot(SideKeys.version(bytes)))
          .as(key.toString())
          .isEqualTo(JedisClusterCRC16.getSlot(bytes));
    }
  }

  @Test
  void theTableIsPartOfTheFormatAndNeverChanges() {
    assertThat(name("orders:1")).isEqualTo("walmirror:1:v:{2hA}:orders:1");
    assertThat(name("{user}:1")).isEqualTo("walmirror:1:v:{0bi}:{user}:1");
    assertThat(name("")).isEqualTo("walmirror:1:v:{06S}:");
  }

  private static String name(String key) {
    byte[] name = SideKeys.version(key.getBytes(StandardCharsets.UTF_8));
    return new String(name, StandardCharsets.UTF_8);
  }
}
