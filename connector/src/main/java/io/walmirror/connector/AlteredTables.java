package io.walmirror.connector;

import io.walmirror.connector.config.SnapshotSettings;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.notification.Notices;
import io.walmirror.connector.snapshot.FormCheck;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.connector.snapshot.demand.OpenRequest;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the rows of altered tables, and of partitions that came with rows, all of one look in
 * one request; or says that somebody should. Used by one thread.
 */
final class AlteredTables {

  private static final Logger log = LoggerFactory.getLogger(AlteredTables.class);

  private static final String ID = "schema-change-";

  private final SnapshotSettings.Snapshot settings;
  private final Demand demand;
  private final Notices notices;
  private final SourceMetrics metrics;

  AlteredTables(
      SnapshotSettings.Snapshot settings, Demand demand, Notices notices, SourceMetrics metrics) {
    this.settings = settings;
    this.demand = demand;
    this.notices = notices;
    this.metrics = metrics;
  }

  /** Sees to what a look has found; the command after which that is safe, or zero. */
  long follow(FormCheck check, long generation) {
    if (check.altered().isEmpty() && check.regrouped().isEmpty()) {
      return 0;
    }
    String id = ID + number(check, generation);
    Set<String> asked = new TreeSet<>();
    for (FormCheck.Altered each : check.altered()) {
      follow(id, each, asked);
    }
    for (FormCheck.Regrouped each : check.regrouped()) {
      follow(id, each, asked);
    }
    if (!asked.isEmpty()) {
      demand.request(
          new SnapshotRequest(id, SnapshotRequest.Kind.INCREMENTAL, List.copyOf(asked), Map.of()));
    }
    return demand.version();
  }

  private void follow(String id, FormCheck.Altered altered, Set<String> asked) {
    TableName name = altered.form().name();
    if (isRead(id, name, altered.what(), true)) {
      log.info("{} was altered: {}; its rows are read again", name, altered.what());
      ask(name, name, asked);
    } else {
      log.warn(
          "{} was altered: {}; what was mirrored of rows that were there before stays as it is,"
              + " for no event tells of them; ask for them with the signal execute-snapshot and"
              + " data-collections [\"{}\"], or set {}=auto",
          name,
          altered.what(),
          name,
          SnapshotSettings.ALTERED);
    }
  }

  private void follow(String id, FormCheck.Regrouped regrouped, Set<String> asked) {
    TableName name = regrouped.form().name();
    boolean whole = false;
    for (String gone : regrouped.gone()) {
      String what = "the partition " + gone + " was detached or dropped";
      whole = isRead(id, name, what, settings.readsRemovedPartitions());
      if (whole) {
        log.info("{}: {}; its rows are read again, so that those leave", name, what);
        ask(name, name, asked);
      } else {
        log.warn(
            "{}: {}; the rows that it had then stay in mirrors, for no event tells of them; ask for"
                + " the whole table with the signal execute-snapshot and data-collections"
                + " [\"{}\"], whose sweep removes them, or set {}=read",
            name,
            what,
            name,
            SnapshotSettings.REMOVED_PARTITIONS);
      }
    }
    for (TableName came : regrouped.came()) {
      String what = "the partition " + came + " came with rows";
      if (isRead(id, name, what, true)) {
        log.info("{}: {}, which are read", name, what);
        if (!whole) {
          ask(name, came, asked);
        }
      } else {
        log.warn(
            "{}: {}, of which no event tells; ask for them with the signal execute-snapshot and"
                + " data-collections [\"{}\"], or set {}=auto",
            name,
            what,
            came,
            SnapshotSettings.ALTERED);
      }
    }
  }

  /** Tells what happened to a table, and whether that has its rows read. */
  private boolean isRead(String id, TableName table, String what, boolean wanted) {
    boolean read = wanted && settings.readsAltered() && !settings.overrides().containsKey(table);
    metrics.altered();
    notices.altered(id, table, what, read);
    return read;
  }

  /** Rows that a request of ours reads which is not looked at yet are found as they are. */
  private void ask(TableName table, TableName part, Set<String> asked) {
    boolean open =
        demand.open().stream()
            .skip(1)
            .filter(each -> each.request().id().startsWith(ID))
            .anyMatch(each -> reads(each, table, part));
    if (!open) {
      asked.add(part.toString());
    }
  }

  private static boolean reads(OpenRequest open, TableName table, TableName part) {
    return open.wants(table) || open.wants(part);
  }

  /** The same for the same alterations, so that a kill in between asks for nothing twice. */
  private static String number(FormCheck check, long generation) {
    StringBuilder text = new StringBuilder().append(generation);
    check
        .altered()
        .forEach(
            each -> text.append(' ').append(each.form().oid()).append(' ').append(each.form()));
    check
        .regrouped()
        .forEach(each -> text.append(' ').append(each.form().oid()).append(' ').append(each));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().substring(0, 8);
  }
}
