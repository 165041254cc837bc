package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.stack.server.RedisOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Redis itself says which slot a key is in. */
class SideKeysIT {

  @Test
  void redisPutsEverySideKeyIntoTheSlotOfItsKey() {
    Random random = new Random(11);
    String pieces = "{}abc:1é";
    try (RealRedis redis =
        RealRedis.start(RedisOptions.defaults().withLine("cluster-enabled yes"))) {
      List<String[]> questions = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        StringBuilder key = new StringBuilder();
        for (int n = 1 + random.nextInt(9); n > 0; n--) {
          key.append(pieces.charAt(random.nextInt(pieces.length())));
        }
        byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);
        byte[] side = SideKeys.version(SideKeys.tag(bytes), bytes);
        questions.add(new String[] {"CLUSTER", "KEYSLOT", key.toString()});
        questions.add(
            new String[] {"CLUSTER", "KEYSLOT", new String(side, StandardCharsets.UTF_8)});
      }
      List<Object> slots = redis.client().pipeline(questions);
      for (int i = 0; i < slots.size(); i += 2) {
        assertThat(slots.get(i + 1)).as(questions.get(i)[2]).isEqualTo(slots.get(i));
      }
    }
  }
}
