package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class PluginDiscoveryTest {

  @Test
  void theServiceLoaderFindsEveryTransform() {
    assertThat(ServiceLoader.load(Transformation.class))
        .extracting(t -> (Object) t.getClass())
        .containsExactlyInAnyOrder(Flatten.class);
  }
}
