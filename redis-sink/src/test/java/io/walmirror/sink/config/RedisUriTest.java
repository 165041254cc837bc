package io.walmirror.sink.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {

  @Test
  void aHostAloneIsEnough() {
    assertThat(RedisUri.parse("redis://cache"))
        .isEqualTo(new RedisUri(false, "cache", 6379, Optional.empty(), Optional.empty(), 0));
  }

  @Test
  void everyPartIsRead() {
    assertThat(RedisUri.parse("rediss://app:p%40ss%2F+@my_redis.example:6380/3"))
        .isEqualTo(
            new RedisUri(
                true, "my_redis.example", 6380, Optional.of("app"), Optional.of("p@ss/+"), 3));
    assertThat(RedisUri.parse("redis://:secret@[::1]:7000/").host()).isEqualTo("::1");
    assertThat(RedisUri.parse("redis://:secret@[::1]").port()).isEqualTo(6379);
    assertThat(RedisUri.parse("redis://:secret@h").username()).isEmpty();
    assertThat(RedisUri.parse("redis://:a@b@h").password()).contains("a@b");
  }

  @Test
  void itsTextHoldsNoPassword() {
    assertThat(RedisUri.parse("rediss://app:secret@h:1/2")).hasToString("rediss://h:1/2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://secret@h",
        "redis://",
        "redis://:secret@:6379",
        "redis://:secret@h:port",
        "redis://:secret@h:70000",
        "redis://:secret@h/db",
        "redis://secret@h",
        "redis://:secret@h?x=1",
        "redis://:secret%zz@h"
      })
  void whatIsWrongIsSaidWithoutTheUri(String uri) {
    assertThatThrownBy(() -> RedisUri.parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
