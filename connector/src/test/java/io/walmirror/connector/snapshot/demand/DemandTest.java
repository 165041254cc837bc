package io.walmirror.connector.snapshot.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemandTest {

  private final List<String> heard = new ArrayList<>();
  private final Demand demand =
      new Demand(
          new DemandListener() {
            @Override
            public void accepted(SnapshotRequest request) {
              heard.add("accepted " + request.id());
            }

            @Override
            public void stopped(SnapshotRequest request) {
              heard.add("stopped " + request.id());
            }

            @Override
            public void paused() {
              heard.add("paused");
            }

            @Override
            public void resumed() {
              heard.add("resumed");
            }
          });

  @Test
  void requestsQueueAndOneThatIsThereIsNotAddedAgain() {
    demand.request(request("a", "public.item"));
    demand.request(request("b", "public.item"));
    demand.request(request("a", "public.other"));
    assertThat(demand.open()).extracting(each -> each.request().id()).containsExactly("a", "b");
    assertThat(demand.open().get(0).request().tables()).containsExactly("public.item");
    assertThat(heard).containsExactly("accepted a", "accepted b");
  }

  @Test
  void stoppedTablesAreTakenFromEveryRequestAndWhatIsEmptyEnds() {
    demand.request(request("a", "public.item"));
    demand.request(request("b", "public.item", "public.o.*"));
    demand.stop(List.of("public.item"));
    assertThat(demand.open()).extracting(each -> each.request().id()).containsExactly("b");
    OpenRequest left = demand.open().get(0);
    assertThat(left.wants(new TableName("public", "item"))).isFalse();
    assertThat(left.wants(new TableName("public", "Other"))).isTrue();
    demand.stop(List.of());
    assertThat(demand.open()).isEmpty();
    assertThat(heard).containsExactly("accepted a", "accepted b", "stopped a", "stopped b");
  }

  @Test
  void anExpressionTakesWhatWasAskedForByItsName() {
    demand.request(request("a", "public.item", "Public.other"));
    demand.request(request("b", "public.item", "public.other.?"));
    demand.stop(List.of("public\\..*"));
    assertThat(demand.open()).extracting(each -> each.request().id()).containsExactly("b");
    assertThat(heard).endsWith("stopped a");
  }

  @Test
  void pausingIsSaidOnce() {
    demand.pause();
    demand.pause();
    assertThat(demand.isPaused()).isTrue();
    demand.resume();
    demand.resume();
    assertThat(heard).containsExactly("paused", "resumed");
  }

  @Test
  void whatWasStoredComesBeforeWhatIsNew() {
    demand.request(request("new", "public.item"));
    demand.restore(
        new StoredDemand(
            7, 40, 3, true, List.of(OpenRequest.of(request("old", "public.item"))), List.of(), ""));
    assertThat(demand.open()).extracting(each -> each.request().id()).containsExactly("old", "new");
    assertThat(demand.isPaused()).isTrue();
    assertThat(demand.stored()).isEqualTo(40);
    assertThat(demand.version()).isEqualTo(42);
    demand.storedUpTo(demand.version());
    assertThat(demand.stored()).isEqualTo(demand.version());
  }

  @Test
  void aConditionIsThatOfTheTable() {
    OpenRequest open =
        OpenRequest.of(
            new SnapshotRequest(
                "a",
                Kind.INCREMENTAL,
                List.of("public\\..*"),
                Map.of("public.item", "id > 5", "public.empty", " ")));
    assertThat(open.condition(new TableName("public", "item"))).contains("id > 5");
    assertThat(open.condition(new TableName("public", "other"))).isEmpty();
    assertThat(open.condition(new TableName("public", "empty"))).isEmpty();
  }

  @Test
  void anExpressionThatIsNoneMeansTheTableWithThatName() {
    assertThat(Patterns.match("public.a+(b", new TableName("public", "a+(b"))).isTrue();
    assertThat(Patterns.match("public.(", new TableName("public", "x"))).isFalse();
  }

  @Test
  void aRequestWithoutIdOrTablesIsRefused() {
    assertThatThrownBy(() -> request(" ", "public.item"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> request("a")).hasMessageContaining("names no table");
  }

  private static SnapshotRequest request(String id, String... tables) {
    return new SnapshotRequest(id, Kind.INCREMENTAL, List.of(tables), Map.of());
  }
}
