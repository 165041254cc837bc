package io.walmirror.connector.snapshot.demand;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredDemandTest {

  @Test
  void whatIsStoredIsReadBackWhateverItsTextsHold() {
    SnapshotRequest odd =
        new SnapshotRequest(
            "a b\n~,=/%",
            Kind.INCREMENTAL,
            List.of("public\\..*", "x,y", "~"),
            Map.of("public.item", "name = 'a b' AND n > 5"));
    Reached reached =
        new Reached(
            new TableName("public", "it em"),
            false,
            new TableName("Odd", "leaf/1"),
            List.of("", "a/b,c", "~", "\u00fc"),
            12,
            3,
            -5,
            "form");
    StoredDemand stored =
        new StoredDemand(
            7,
            9,
            1L << 33,
            true,
            List.of(
                new OpenRequest(odd, List.of("public.other"), Optional.of(reached)),
                OpenRequest.of(
                    new SnapshotRequest("b", Kind.BLOCKING, List.of("public.b"), Map.of()))),
            List.of(
                new Sweeps.Due(new TableName("public", "x y"), 5, 9, "t:0=1,1=2 u:0=3"),
                new Sweeps.Due(new TableName("public", "z"), -6, 7, "")),
            "t.public.item:0=7");
    assertThat(StoredDemand.read(stored.map())).contains(stored);
    assertThat(StoredDemand.commands(stored.map())).isEqualTo(9);
    StoredDemand none = new StoredDemand(0, 0, 0, false, List.of(), List.of(), "");
    assertThat(StoredDemand.read(none.map())).contains(none);
  }

  /** Many of them: chance would have them in their order by itself now and then. */
  @Test
  void theFirstConditionThatMeansATableHoldsForItAlsoWhenItIsReadBack() {
    Map<String, String> conditions = new LinkedHashMap<>();
    for (int i = 9; i > 0; i--) {
      conditions.put("public.item" + "_*".repeat(i), "n = " + i);
    }
    conditions.put(".*", "true");
    SnapshotRequest asked =
        new SnapshotRequest("a", Kind.INCREMENTAL, List.of("public.item"), conditions);
    conditions.clear();
    TableName item = new TableName("public", "item");
    assertThat(OpenRequest.of(asked).condition(item)).contains("n = 9");
    assertThat(OpenRequest.of(asked).condition(new TableName("public", "o"))).contains("true");

    StoredDemand stored =
        new StoredDemand(1, 1, 1, false, List.of(OpenRequest.of(asked)), List.of(), "");
    OpenRequest back = StoredDemand.read(stored.map()).orElseThrow().open().get(0);
    assertThat(back.request().conditions().entrySet())
        .containsExactlyElementsOf(asked.conditions().entrySet())
        .hasSize(10);
    assertThat(back.condition(item)).contains("n = 9");
  }

  @Test
  void whatCannotBeReadIsNothing() {
    assertThat(StoredDemand.read(null)).isEmpty();
    assertThat(StoredDemand.read(Map.of())).isEmpty();
    Map<String, Object> broken =
        new HashMap<>(new StoredDemand(1, 1, 1, false, List.of(), List.of(), "").map());
    broken.put("wm_requests", "one two");
    assertThat(StoredDemand.read(broken)).isEmpty();
    broken.put("wm_requests", "a SIDEWAYS t ~ ~ ~");
    assertThat(StoredDemand.read(broken)).isEmpty();
  }
}
