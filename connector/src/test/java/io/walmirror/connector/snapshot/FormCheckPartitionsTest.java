package io.walmirror.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.snapshot.FormCheck.Altered;
import io.walmirror.connector.snapshot.FormCheck.Asked;
import io.walmirror.connector.snapshot.FormCheck.Regrouped;
import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A table that is published by its root, whose partitions come and go. */
class FormCheckPartitionsTest {

  private static final long ROOT = 7;
  private static final long OLD = 20;
  private static final long NEW = 30;
  private static final Set<Long> NONE = Set.of();

  private final Map<Long, TableForm> seen = Map.of(ROOT, root(Map.of(OLD, "1")));
  private final KnownForms known = FormCheck.adopted(1, "c", seen);

  @Test
  void aPartitionThatCameWithRowsIsReadAloneAndOnce() {
    Map<Long, TableForm> now = Map.of(ROOT, root(Map.of(OLD, "1", NEW, "2")));
    FormCheck first = check(known, "c", seen, now, NONE);
    assertThat(first.regrouped()).as("whoever is at it is let finish").isEmpty();
    assertThat(first.pending()).containsExactly(ROOT);
    assertThat(first.known()).as("so that a restart finds it").isEqualTo(known);
    FormCheck second = check(first.known(), "c", now, now, NONE);
    assertThat(second.altered()).isEmpty();
    assertThat(second.regrouped()).extracting(Regrouped::came).containsExactly(names("p30"));
    assertThat(second.regrouped()).extracting(Regrouped::gone).containsExactly(List.of());
    assertThat(check(second.known(), "c", now, now, NONE).regrouped()).as("once").isEmpty();
  }

  @Test
  void aPartitionOfWhichTheStreamTellsAllIsKnownAtOnceAndNothingIsRead() {
    Map<Long, TableForm> now = Map.of(ROOT, root(Map.of(OLD, "1", NEW, "2")));
    FormCheck check = check(known, "c", seen, now, Set.of(NEW));
    assertThat(check.regrouped()).isEmpty();
    assertThat(check.pending()).isEmpty();
    assertThat(check.known()).isEqualTo(FormCheck.adopted(1, "c", now));
  }

  @Test
  void aPartitionThatIsGoneIsNamedAndReadUnderItsOwnNameIfItIsBackThere() {
    Map<Long, TableForm> now = Map.of(ROOT, root(Map.of()));
    FormCheck gone = check(known, "c", now, now, NONE);
    assertThat(gone.regrouped()).extracting(Regrouped::came).containsExactly(List.of());
    assertThat(gone.regrouped()).extracting(Regrouped::gone).containsExactly(List.of("public.p20"));
    Map<Long, TableForm> own = new HashMap<>(now);
    own.put(OLD, form(OLD, "p20", Map.of(OLD, "")));
    assertThat(check(gone.known(), "c", own, own, NONE).altered())
        .extracting(altered -> altered.form().name())
        .containsExactlyElementsOf(names("p20"));
    FormCheck atOnce = check(known, "c", own, own, NONE);
    assertThat(atOnce.altered())
        .extracting(Altered::what)
        .containsExactly("it was a partition of another table");
  }

  @Test
  void aPartitionThatWasTakenOutAndPutBackWasAwayMeanwhile() {
    Map<Long, TableForm> now = Map.of(ROOT, root(Map.of(OLD, "9")));
    FormCheck check = check(known, "c", now, now, Set.of(OLD));
    assertThat(check.regrouped()).extracting(Regrouped::came).containsExactly(names("p20"));
    assertThat(check.regrouped())
        .extracting(Regrouped::gone)
        .containsExactly(List.of("public.p20"));
    assertThat(check(known, "other", now, now, NONE).regrouped())
        .as("in a cluster that was made anew")
        .isEmpty();
  }

  @Test
  void aTableThatIsNewTellsOfPartitionsThatWereTablesBefore() {
    Map<Long, TableForm> before = Map.of(OLD, form(OLD, "p20", Map.of(OLD, "")));
    FormCheck check = check(FormCheck.adopted(1, "c", before), "c", seen, seen, NONE);
    assertThat(check.regrouped()).extracting(Regrouped::came).containsExactly(names("p20"));
    FormCheck born = check(FormCheck.adopted(1, "c", Map.of()), "c", seen, seen, Set.of(OLD));
    assertThat(born.regrouped()).isEmpty();
    assertThat(born.known()).isEqualTo(known);
  }

  @Test
  void newPartitionsAreNoRewrittenRowsOfTheOldOnes() {
    TableForm was = root(Map.of(OLD, "1"));
    TableForm.Column added = new TableForm.Column(2, "note", 25, true, false, "801-0", List.of());
    TableForm now =
        new TableForm(
            ROOT,
            was.name(),
            "",
            "1",
            2,
            List.of(was.columns().get(0), added),
            root(Map.of(OLD, "1", NEW, "2")).leaves());
    Map<Long, TableForm> found = Map.of(ROOT, now);
    assertThat(check(known, "c", found, found, Set.of(NEW)).altered()).isEmpty();
  }

  @Test
  void partitionsAreStoredAndReadBack() {
    KnownForms many =
        FormCheck.adopted(
            1, "c", Map.of(ROOT, root(Map.of(OLD, "1", NEW, "2", 4_000_000_000L, "3"))));
    assertThat(KnownForms.read(many.map())).contains(many);
  }

  private FormCheck check(
      KnownForms of,
      String cluster,
      Map<Long, TableForm> before,
      Map<Long, TableForm> now,
      Set<Long> told) {
    return FormCheck.of(
        of, cluster, seen, before, now, new Asked(oid -> oid == OLD, told::contains));
  }

  private static TableForm root(Map<Long, String> links) {
    return form(ROOT, "root", links);
  }

  private static TableForm form(long oid, String name, Map<Long, String> links) {
    Map<Long, FormLeaf> leaves = new HashMap<>();
    links.forEach(
        (leaf, link) ->
            leaves.put(leaf, new FormLeaf(new TableName("public", "p" + leaf), leaf, link)));
    TableForm.Column id = new TableForm.Column(1, "id", 20, true, false, "700-0", List.of());
    return new TableForm(oid, new TableName("public", name), "", "1", 1, List.of(id), leaves);
  }

  private static List<TableName> names(String name) {
    return List.of(new TableName("public", name));
  }
}
