package io.walmirror.connector;

import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.config.SnapshotSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.notification.Notices;
import io.walmirror.connector.record.History;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.snapshot.FormCheck;
import io.walmirror.connector.snapshot.KnownForms;
import io.walmirror.connector.snapshot.TableForm;
import io.walmirror.connector.snapshot.TableForms;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.connector.snapshot.demand.OpenRequest;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.connector.thread.Watchers;
import io.walmirror.connector.wire.Database;
import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks in the catalog, every few seconds and on a thread of its own, for tables that were altered
 * so that rows which are there already have other values: no event tells of that. Asks for their
 * rows, or says that somebody should. What is known of tables is stored with Connect's offsets once
 * what was asked for is.
 */
final class FormWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FormWatch.class);

  private static final Duration EVERY = Duration.ofSeconds(2);

  /** With very many tables a look takes longer, and then there are fewer. */
  private static final int SHARE_OF_TIME = 50;

  private static final String ID = "schema-change-";

  private final Database database;
  private final TableForms forms;
  private final boolean reads;
  private final Set<TableName> otherwise;
  private final StoredOffsets offsets;
  private final Demand demand;
  private final Notices notices;
  private final SourceMetrics metrics;
  private final ScheduledExecutorService thread;
  private final AtomicReference<Unsaid> unsaid = new AtomicReference<>();
  private Connection connection;
  private long notBeforeNanos = System.nanoTime();
  private boolean looking;
  private History history;
  private KnownForms known;
  private Map<Long, TableForm> mirrored = new HashMap<>();
  private Map<Long, TableForm> before = Map.of();

  /** What is to be stored once that command is. */
  private record Unsaid(KnownForms forms, long command) {}

  FormWatch(
      SourceConfig config,
      StoredOffsets offsets,
      Demand demand,
      Notices notices,
      SourceMetrics metrics) {
    this.database = config.database();
    this.forms =
        new TableForms(
            config.streamRequest().publication(),
            table -> config.captured().test(table) && config.snapshot().included().test(table));
    this.reads = config.snapshot().readsAltered();
    this.otherwise = config.snapshot().overrides().keySet();
    this.offsets = offsets;
    this.demand = demand;
    this.notices = notices;
    this.metrics = metrics;
    this.thread = Watchers.of(config.topicPrefix(), "forms");
  }

  /**
   * The rows of a snapshot are read as they are in this transaction: of all tables, or of those
   * that are new. The reader thread.
   */
  synchronized void read(Connection snapshot, History of, boolean all) throws SQLException {
    Map<Long, TableForm> now = forms.read(snapshot);
    Optional<KnownForms> earlier = all ? Optional.empty() : known(of);
    know(
        of,
        earlier
            .map(stored -> FormCheck.extended(stored, now))
            .orElseGet(() -> FormCheck.adopted(of.generation(), of.systemId(), now)),
        0);
    mirrored = all || earlier.isEmpty() ? new HashMap<>(now) : mirrored;
    before = Map.of();
  }

  /** Looks from now on; what is mirrored is what was said, or what is stored. The reader thread. */
  synchronized void begin(History of) {
    Optional<KnownForms> earlier = known(of);
    history = of;
    known = earlier.orElse(null);
    before = Map.of();
    if (!looking) {
      looking = true;
      var unused =
          thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Optional<KnownForms> known(History of) {
    Optional<KnownForms> told = Optional.ofNullable(known).filter(each -> fits(each, of));
    return told.isPresent()
        ? told
        : KnownForms.read(offsets.forms()).filter(each -> fits(each, of));
  }

  private static boolean fits(KnownForms forms, History history) {
    return forms.generation() == history.generation();
  }

  /** Has stored what there is to store. The reader thread. */
  void tell(Records records) {
    Unsaid now = unsaid.get();
    if (now != null && demand.stored() >= now.command && unsaid.compareAndSet(now, null)) {
      records.controls().forms(now.forms.map(), now.forms.tables().size());
    }
  }

  private void look() {
    long began = System.nanoTime();
    if (began - notBeforeNanos < 0) {
      return;
    }
    try {
      if (connection == null) {
        connection = database.connect("forms");
      }
      compare(connection);
    } catch (SQLException e) {
      log.debug("the forms of tables are not known now", e);
      letGo();
    } catch (RuntimeException e) {
      log.warn("looking for altered tables failed; it is tried again", e);
      letGo();
    }
    long now = System.nanoTime();
    notBeforeNanos = now + SHARE_OF_TIME * (now - began) - EVERY.toNanos();
  }

  private void compare(Connection open) throws SQLException {
    History then = history();
    Map<Long, TableForm> now = forms.read(open);
    List<Long> missing = missing(now);
    Set<Long> existing = TableForms.existing(open, missing);
    synchronized (this) {
      if (!history.equals(then)) {
        return;
      }
      if (known == null) {
        know(then, FormCheck.adopted(then.generation(), then.systemId(), now), 0);
        mirrored = new HashMap<>(now);
      } else {
        FormCheck check =
            FormCheck.of(known, then.systemId(), mirrored, before, now, existing::contains);
        long command = check.altered().isEmpty() ? 0 : follow(check.altered());
        if (!check.known().equals(known)) {
          know(then, check.known(), command);
        }
        now.forEach(
            (oid, form) -> {
              if (!check.pending().contains(oid)) {
                mirrored.put(oid, form);
              }
            });
        mirrored.keySet().retainAll(check.known().tables().keySet());
      }
      before = now;
    }
  }

  private synchronized History history() {
    return history;
  }

  private synchronized List<Long> missing(Map<Long, TableForm> now) {
    return known == null
        ? List.of()
        : known.tables().keySet().stream().filter(oid -> !now.containsKey(oid)).toList();
  }

  private void know(History of, KnownForms now, long command) {
    history = of;
    known = now;
    unsaid.updateAndGet(
        earlier -> new Unsaid(now, earlier == null ? command : Math.max(command, earlier.command)));
  }

  /** Asks for those that can be read, in one request; the command after which that is safe. */
  private long follow(List<FormCheck.Altered> altered) {
    String id = ID + number(altered);
    List<OpenRequest> open = demand.open();
    List<String> asked = new ArrayList<>();
    for (FormCheck.Altered each : altered) {
      TableName name = each.form().name();
      boolean read = reads && !otherwise.contains(name);
      metrics.altered();
      notices.altered(id, name, each.what(), read);
      if (!read) {
        log.warn(
            "{} was altered: {}; what was mirrored of rows that were there before stays as it is,"
                + " for no event tells of them; ask for them with the signal execute-snapshot and"
                + " data-collections [\"{}\"], or set {}=auto",
            name,
            each.what(),
            name,
            SnapshotSettings.ALTERED);
        continue;
      }
      log.info("{} was altered: {}; its rows are read again", name, each.what());
      if (!isAsked(open, name)) {
        asked.add(name.toString());
      }
    }
    if (!asked.isEmpty()) {
      demand.request(new SnapshotRequest(id, SnapshotRequest.Kind.INCREMENTAL, asked, Map.of()));
    }
    return demand.version();
  }

  /** True if a request of ours that is not looked at yet has this table: it finds it as it is. */
  private static boolean isAsked(List<OpenRequest> open, TableName table) {
    return open.stream()
        .skip(1)
        .anyMatch(each -> each.request().id().startsWith(ID) && each.wants(table));
  }

  /** The same for the same alterations, so that a kill in between asks for nothing twice. */
  private String number(List<FormCheck.Altered> altered) {
    StringBuilder text = new StringBuilder().append(history.generation());
    altered.forEach(
        each -> text.append(' ').append(each.form().oid()).append(' ').append(each.form()));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().substring(0, 8);
  }

  private void letGo() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      log.debug("closing the connection that asks for forms failed", e);
    }
    connection = null;
  }

  /** Ends soon; the connection is closed by the thread that uses it. */
  @Override
  public void close() {
    thread.execute(this::letGo);
    thread.shutdown();
  }
}
