package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {

  private final Cleanup cleanup = new Cleanup();
  private final List<String> undone = new ArrayList<>();

  @Test
  void whatWasCreatedLastIsUndoneFirst() {
    cleanup.add("schema", problems -> undone.add("schema"));
    cleanup.add("connectors", problems -> undone.add("connectors"));

    assertThat(cleanup.run()).isEmpty();
    assertThat(undone).containsExactly("connectors", "schema");
    assertThat(cleanup.isEmpty()).isTrue();
  }

  @Test
  void aFailureIsToldAndTheRestIsUndoneAllTheSame() {
    cleanup.add("schema", problems -> undone.add("schema"));
    cleanup.add(
        "slot",
        problems -> {
          throw new IllegalStateException("in use");
        });
    cleanup.add("keys", problems -> problems.add("two keys stay"));

    assertThat(cleanup.run()).containsExactly("two keys stay", "slot: in use");
    assertThat(undone).containsExactly("schema");
  }

  @Test
  void nothingIsUndoneTwice() {
    cleanup.add("schema", problems -> undone.add("schema"));
    cleanup.run();
    cleanup.run();

    assertThat(undone).hasSize(1);
  }
}
