package io.walmirror.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final TableName NAME = new TableName("s", "t");
  private static final int TABLE = 7;

  private final Plan plan = new Plan(10);

  @Test
  void whatAnEarlierRunDidIsNotReadAgain() {
    plan(70, "0-2");
    assertThat(plan.rest()).extracting(Chunk::number).containsExactly(3, 4);
  }

  @Test
  void inAnotherFileEverythingIsReadAgain() {
    plan(71, "0-2");
    assertThat(plan.rest()).hasSize(5);
  }

  @Test
  void whatIsCompleteStaysSoInAnyFile() {
    plan(71, "*");
    assertThat(plan.complete()).isTrue();
    assertThat(plan.unstored()).isEmpty();
  }

  @Test
  void aPartialRowMattersOnlyWhereRowsWereReadThatAreNotStored() {
    plan(70, "");
    assertThat(plan.partial(TABLE)).as("nothing was read").isFalse();
    plan.rest().subList(0, 2).forEach(chunk -> plan.of(chunk).done(chunk));
    assertThat(plan.partial(TABLE + 1)).as("another table").isFalse();
    assertThat(plan.partial(TABLE)).isTrue();
    assertThat(plan.rest()).as("all is read again").hasSize(5);
    plan.rest().forEach(chunk -> plan.of(chunk).done(chunk));
    assertThat(plan.partial(TABLE)).as("all is read and not known to be stored").isTrue();
    assertThat(plan.complete()).isTrue();
  }

  @Test
  void aPartialRowOfWhatWasStoredFromTheStartIsOneLikeAnyOther() {
    plan(70, "*");
    assertThat(plan.partial(TABLE)).isFalse();
  }

  @Test
  void aRewrittenLeafIsReadAgainInTheNextRound() {
    plan(70, "");
    plan.rest().forEach(chunk -> plan.of(chunk).done(chunk));
    assertThat(plan.again(NAME)).isTrue();
    assertThat(plan.again(NAME)).isFalse();
    assertThat(plan.complete()).isFalse();
    plan(70, "*");
    assertThat(plan.rest()).hasSize(5);
  }

  private void plan(long file, String done) {
    Leaf leaf = new Leaf(NAME, TABLE, 70, 50, 1);
    plan.update(
        List.of(LeafProgressTest.table(leaf)),
        name -> Optional.of(new Plan.Earlier(file, 10, done)));
  }
}
