package io.walmirror.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.snapshot.FormCheck.Asked;
import io.walmirror.connector.snapshot.TableForm.Column;
import io.walmirror.connector.snapshot.TableForm.Label;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormCheckTest {

  private static final Column ID = new Column(1, "id", 20, true, false, "700-0", List.of());
  private static final Column NAME = new Column(2, "name", 25, true, false, "700-0", List.of());
  private static final TableForm FORM = form("item", "", "1", 2, "f1", ID, NAME);

  private static final Asked PRESENT = new Asked(oid -> true, oid -> false);
  private static final Asked ABSENT = new Asked(oid -> false, oid -> false);

  @Test
  void whatChangesNoValueOfARowCountsNotAtAll() {
    assertThat(what(FORM)).isEmpty();
    assertThat(what(form("item", "", "1", 2, "f2", ID, NAME))).as("VACUUM FULL").isEmpty();
    assertThat(what(form("item", "", "1", 2, "f1", ID, marked(NAME)))).as("SET DEFAULT").isEmpty();
    assertThat(what(form("item", "", "1", 3, "f1", ID, NAME, column(3, false))))
        .as("a column of NULLs")
        .isEmpty();
    Column varchar = new Column(2, "name", 1043, true, false, "701-0", List.of());
    assertThat(what(form("item", "", "1", 2, "f1", ID, varchar))).as("the same text").isEmpty();
  }

  @Test
  void whatChangesValuesIsSaidInWords() {
    assertThat(what(form("item", "", "1", 3, "f1", ID, NAME, column(3, true))))
        .contains("column c3 was added");
    assertThat(what(form("item", "", "1", 3, "f2", ID, NAME, column(3, false))))
        .as("with a value that differs from row to row")
        .contains("column c3 was added");
    assertThat(what(form("item", "", "1", 2, "f1", ID))).contains("column name was dropped");
    Column renamed = new Column(2, "title", 25, true, false, "701-0", List.of());
    assertThat(what(form("item", "", "1", 2, "f1", ID, renamed))).contains("column title was name");
    Column retyped = new Column(2, "name", 23, true, false, "701-0", List.of());
    assertThat(what(form("item", "", "1", 2, "f2", ID, retyped)))
        .contains("column name is of another type, or its type was altered");
    assertThat(what(form("item", "", "1", 2, "f2", ID, marked(NAME))))
        .contains("its rows were written anew");
    assertThat(what(form("item", "", "2", 2, "f1", ID, NAME))).contains("its key is another");
    assertThat(what(form("item", "id > 1", "1", 2, "f1", ID, NAME)))
        .contains("the publication's row filter is another");
    assertThat(what(form("goods", "", "1", 2, "f1", ID, NAME)))
        .contains("it was renamed, from public.item");
    Column hidden = new Column(2, "name", 25, false, false, "700-0", List.of());
    assertThat(what(form("item", "", "1", 2, "f1", ID, hidden)))
        .contains("column name is not published any more");
    assertThat(what(form("item", "", "1", 3, "f1", ID, NAME)))
        .as("a column that came and went")
        .contains("it was altered");
  }

  @Test
  void aLabelThatIsAddedCountsNotAndOneThatIsRenamedDoes() {
    TableForm before = form("item", "", "1", 2, "f", ID, enumeration("ok", "sad"));
    Map<Long, TableForm> was = Map.of(7L, before);
    KnownForms known = FormCheck.adopted(1, "c", was);
    TableForm added = form("item", "", "1", 2, "f", ID, enumeration("ok", "sad", "glad"));
    TableForm renamed = form("item", "", "1", 2, "f", ID, enumeration("fine", "sad"));
    assertThat(check(known, added).altered()).isEmpty();
    assertThat(check(known, renamed).altered()).hasSize(1);
    assertThat(check(check(known, added).known(), renamed).altered()).hasSize(1);
  }

  @Test
  void whoeverIsAtItIsLetFinish() {
    KnownForms known = FormCheck.adopted(1, "c", Map.of(7L, FORM));
    TableForm first = form("item", "", "1", 3, "f1", ID, NAME, column(3, true));
    TableForm second = form("item", "", "1", 4, "f1", ID, NAME, column(3, true), column(4, true));
    FormCheck once =
        FormCheck.of(known, "c", Map.of(), Map.of(7L, FORM), Map.of(7L, first), PRESENT);
    assertThat(once.altered()).isEmpty();
    assertThat(once.pending()).containsExactly(7L);
    assertThat(once.known()).as("so that a restart finds it").isEqualTo(known);
    FormCheck twice =
        FormCheck.of(known, "c", Map.of(), Map.of(7L, first), Map.of(7L, second), PRESENT);
    assertThat(twice.altered()).isEmpty();
    FormCheck settled =
        FormCheck.of(known, "c", Map.of(), Map.of(7L, second), Map.of(7L, second), PRESENT);
    assertThat(settled.altered()).hasSize(1);
    assertThat(check(settled.known(), second).altered()).as("once").isEmpty();
  }

  @Test
  void aTableThatWasAwayIsAnotherAndOneThatIsNewIsNot() {
    KnownForms known = FormCheck.adopted(1, "c", Map.of(7L, FORM));
    FormCheck away = FormCheck.of(known, "c", Map.of(), Map.of(), Map.of(), PRESENT);
    FormCheck back = check(away.known(), FORM);
    assertThat(back.altered())
        .extracting(FormCheck.Altered::what)
        .containsExactly("it was not published for a while");
    FormCheck gone = FormCheck.of(known, "c", Map.of(), Map.of(), Map.of(), ABSENT);
    assertThat(gone.known().tables()).isEmpty();
    assertThat(check(gone.known(), FORM).altered()).isEmpty();
  }

  @Test
  void inAClusterThatWasMadeAnewMarksSayNothing() {
    KnownForms known = FormCheck.adopted(1, "c", Map.of(7L, FORM));
    TableForm upgraded = form("item", "", "1", 2, "f9", marked(ID), marked(NAME));
    Map<Long, TableForm> now = Map.of(7L, upgraded);
    assertThat(FormCheck.of(known, "d", Map.of(), now, now, PRESENT).altered()).isEmpty();
    assertThat(FormCheck.of(known, "c", Map.of(), now, now, PRESENT).altered()).hasSize(1);
  }

  @Test
  void behindAnUpgradeRowsThatAreWrittenAnewCountAgain() {
    KnownForms known = FormCheck.adopted(1, "c", Map.of(7L, FORM));
    Map<Long, TableForm> upgraded = Map.of(7L, form("item", "", "1", 2, "f9", ID, NAME));
    Map<Long, TableForm> rewritten =
        Map.of(7L, form("item", "", "1", 2, "f10", marked(ID), marked(NAME)));
    FormCheck first = FormCheck.of(known, "d", Map.of(), upgraded, upgraded, PRESENT);
    assertThat(first.altered()).isEmpty();
    FormCheck second = FormCheck.of(first.known(), "d", upgraded, rewritten, rewritten, PRESENT);
    assertThat(second.altered()).hasSize(1);
  }

  @Test
  void whatIsStoredIsReadBack() {
    TableForm other = form("other", "", "1", 2, "f", ID, enumeration("ok"));
    KnownForms known = FormCheck.adopted(3, "c", Map.of(7L, FORM, 4_000_000_000L, other));
    FormCheck away = FormCheck.of(known, "c", Map.of(), Map.of(), Map.of(7L, FORM), PRESENT);
    assertThat(KnownForms.read(known.map())).contains(known);
    assertThat(KnownForms.read(away.known().map())).contains(away.known());
    assertThat(KnownForms.read(FormCheck.adopted(3, "c", Map.of()).map()))
        .contains(FormCheck.adopted(3, "c", Map.of()));
    assertThat(KnownForms.read(null)).isEmpty();
    assertThat(KnownForms.read(Map.of("wm_generation", 1L, "wm_system_id", "c", "wm_forms", "x")))
        .isEmpty();
    assertThat(FormCheck.extended(FormCheck.adopted(3, "c", Map.of(7L, FORM)), Map.of(9L, other)))
        .extracting(forms -> forms.tables().keySet())
        .isEqualTo(Set.of(7L, 9L));
  }

  /** What is said of a table that was {@link #FORM} and is this now. */
  private static Optional<String> what(TableForm now) {
    KnownForms known = FormCheck.adopted(1, "c", Map.of(7L, FORM));
    KnownForms stored = KnownForms.read(known.map()).orElseThrow();
    return check(stored, now).altered().stream().map(FormCheck.Altered::what).findFirst();
  }

  private static FormCheck check(KnownForms known, TableForm now) {
    Map<Long, TableForm> found = Map.of(7L, now);
    return FormCheck.of(known, "c", Map.of(7L, FORM), found, found, PRESENT);
  }

  private static TableForm form(
      String name, String filter, String key, int attributes, String files, Column... columns) {
    return new TableForm(
        7,
        new TableName("public", name),
        filter,
        key,
        attributes,
        List.of(columns),
        Map.of(7L, leaf(name, files, "")));
  }

  private static FormLeaf leaf(String name, String file, String link) {
    return new FormLeaf(new TableName("public", name), file.hashCode(), link);
  }

  private static Column column(int number, boolean filled) {
    return new Column(number, "c" + number, 25, true, filled, "800-0", List.of());
  }

  private static Column marked(Column column) {
    return new Column(
        column.number(),
        column.name(),
        column.type(),
        column.published(),
        column.filled(),
        column.mark() + "1",
        column.labels());
  }

  private static Column enumeration(String... labels) {
    List<Label> all = new ArrayList<>();
    for (String label : labels) {
      all.add(new Label(90 + all.size(), label));
    }
    return new Column(2, "mood", 900, true, false, "700-0", all);
  }
}
