package io.walmirror.connector.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.event.Notification;
import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.snapshot.demand.DemandListener.Skipped;
import io.walmirror.connector.snapshot.demand.DemandListener.Step;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandNoticesTest {

  private static final TableName ORDERS = new TableName("public", "orders");
  private static final TableName ITEMS = new TableName("public", "items");
  private static final SnapshotRequest REQUEST = request(Kind.INCREMENTAL);

  private final Map<TableName, Pace> paces = new HashMap<>();
  private final List<Notification> told = new ArrayList<>();
  private final DemandNotices notices =
      new DemandNotices(
          new Notices("shop", () -> Instant.ofEpochMilli(7), List.of(told::add)),
          table -> Optional.of(paces.getOrDefault(table, new Pace(0, Pace.UNKNOWN, 0, false))));

  @Test
  void allOfOneSnapshotHaveTheSignalsIdAndTheTablesItReads() {
    notices.started(REQUEST, List.of(ITEMS, ORDERS));
    notices.progressed(REQUEST, new Step(ITEMS, 10, 1, List.of("10", "x"), List.of(ORDERS)));
    notices.paused();
    notices.resumed();
    notices.tableDone(REQUEST, ITEMS, 0);
    notices.completed(REQUEST);

    assertThat(told).extracting(Notification::id).containsOnly("s1");
    assertThat(told).extracting(Notification::millis).containsOnly(7L);
    assertThat(told).extracting(Notification::aggregateType).containsOnly("Incremental Snapshot");
    assertThat(told)
        .extracting(Notification::type)
        .containsExactly(
            "STARTED",
            "DATA_COLLECTIONS_RESOLVED",
            "IN_PROGRESS",
            "PAUSED",
            "RESUMED",
            "TABLE_SCAN_COMPLETED",
            "COMPLETED");
    assertThat(told.subList(0, 6))
        .extracting(notification -> notification.additionalData().get("data_collections"))
        .containsOnly("public.items,public.orders");
    assertThat(told.get(2).additionalData())
        .containsEntry("chunk_index", "1")
        .containsEntry("current_collection_in_progress", "public.items")
        .containsEntry("last_processed_key", "10,x")
        .containsEntry("total_rows_scanned", "10");
    assertThat(told.get(5).additionalData()).containsEntry("status", "EMPTY");
    assertThat(told.get(6).additionalData()).isEqualTo(Map.of("connector_name", "shop"));
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND,UNKNOWN_SCHEMA",
    "NO_KEY,NO_PRIMARY_KEY",
    "DROPPED,SKIPPED",
    "REFUSED,SQL_EXCEPTION"
  })
  void aTableThatIsNotReadIsToldInDebeziumsWords(Skipped why, String status) {
    notices.started(REQUEST, List.of(ORDERS));
    notices.skipped(REQUEST, "public.orders", why, "because");

    assertThat(told.get(2).type()).isEqualTo("TABLE_SCAN_COMPLETED");
    assertThat(told.get(2).additionalData())
        .containsEntry("status", status)
        .containsEntry("scanned_collection", "public.orders")
        .containsEntry("reason", "because");
  }

  @Test
  void aStopNamesWhatIsStopped() {
    notices.stopped(REQUEST);

    assertThat(told).extracting(Notification::type).containsExactly("ABORTED");
    assertThat(told.get(0).additionalData()).containsEntry("data_collections", "public.*");
  }

  @Test
  void aBlockingOneIsAnnouncedLikeTheFirst() {
    SnapshotRequest blocking = request(Kind.BLOCKING);
    notices.started(blocking, List.of(ORDERS));
    notices.tableBegan(blocking, ORDERS, 0);
    notices.tableDone(blocking, ORDERS, 0);

    assertThat(told).extracting(Notification::aggregateType).containsOnly("Initial Snapshot");
    assertThat(told)
        .extracting(Notification::type)
        .containsExactly(
            "STARTED", "DATA_COLLECTIONS_RESOLVED", "IN_PROGRESS", "TABLE_SCAN_COMPLETED");
    assertThat(told.get(0).additionalData()).isEqualTo(Map.of("connector_name", "shop"));
    assertThat(told.get(3).additionalData()).containsEntry("status", "SUCCEEDED");
  }

  @Test
  void aPauseBeforeItsTurnHasItsIdAndNothingIsSaidOfNoTable() {
    notices.paused();
    notices.accepted(REQUEST);
    notices.resumed();
    notices.progressed(REQUEST, new Step(ITEMS, 0, 1, List.of(), List.of()));

    assertThat(told).extracting(Notification::type).containsExactly("PAUSED", "RESUMED");
    assertThat(told.get(0).additionalData()).isEqualTo(Map.of("connector_name", "shop"));
    assertThat(told.get(1).id()).isEqualTo("s1");
    assertThat(told.get(1).additionalData()).containsEntry("data_collections", "public.*");
  }

  @Test
  void whatIsKnownOfTheRestIsToldAndNothingElse() {
    paces.put(ITEMS, new Pace(10, 110, 50.4, false));
    notices.progressed(REQUEST, new Step(ITEMS, 10, 1, List.of("10"), List.of()));
    paces.put(ITEMS, new Pace(20, Pace.UNKNOWN, 50, false));
    notices.progressed(REQUEST, new Step(ITEMS, 20, 2, List.of("20"), List.of()));

    assertThat(told.get(0).additionalData())
        .containsEntry("total_rows_scanned", "10")
        .containsEntry("estimated_rows", "110")
        .containsEntry("rows_per_second", "50")
        .containsEntry("seconds_to_go", "2");
    assertThat(told.get(1).additionalData())
        .containsEntry("total_rows_scanned", "20")
        .doesNotContainKeys("estimated_rows", "seconds_to_go");
  }

  @Test
  void aBlockingOnesMilestonesAreToldToo() {
    SnapshotRequest blocking = request(Kind.BLOCKING);
    notices.started(blocking, List.of(ITEMS));
    notices.milestone(blocking, ITEMS, new Pace(50, 100, 10, false));

    assertThat(told.get(2).type()).isEqualTo("IN_PROGRESS");
    assertThat(told.get(2).aggregateType()).isEqualTo("Initial Snapshot");
    assertThat(told.get(2).additionalData())
        .containsEntry("current_collection_in_progress", "public.items")
        .containsEntry("total_rows_scanned", "50")
        .containsEntry("seconds_to_go", "5");
  }

  @Test
  void theLogIsToldNoValuesOfRows() {
    notices.progressed(REQUEST, new Step(ITEMS, 10, 1, List.of("secret"), List.of()));

    assertThat(told.get(0).toString()).contains("public.items").doesNotContain("secret");
  }

  private static SnapshotRequest request(Kind kind) {
    return new SnapshotRequest("s1", kind, List.of("public.*"), Map.of());
  }
}
