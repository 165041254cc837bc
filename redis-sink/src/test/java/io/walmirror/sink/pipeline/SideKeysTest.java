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
      byte[] tag = SideKeys.tag(bytes);
      assertThat(JedisClusterCRC16.getSlot(SideKeys.version(tag, bytes)))
          .as(key.toString())
          .isEqualTo(JedisClusterCRC16.getSlot(SideKeys.lag(tag, bytes)))
          .isEqualTo(JedisClusterCRC16.getSlot(bytes));
    }
  }

  @Test
  void theTableIsPartOfTheFormatAndNeverChanges() {
    assertThat(name("orders:1")).isEqualTo("walmirror:1:v:{2hA}:orders:1");
    assertThat(name("{user}:1")).isEqualTo("walmirror:1:v:{0bi}:{user}:1");
    assertThat(name("")).isEqualTo("walmirror:1:v:{06S}:");
    byte[] orders = "orders:".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(SideKeys.floor(orders), StandardCharsets.UTF_8))
        .isEqualTo("walmirror:1:f:{06S}:orders:");
  }

  private static String name(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] name = SideKeys.version(SideKeys.tag(bytes), bytes);
    return new String(name, StandardCharsets.UTF_8);
  }
}
