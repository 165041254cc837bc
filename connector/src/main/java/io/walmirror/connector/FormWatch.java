package io.walmirror.connector;

import io.walmirror.connector.ack.StoredOffsets;
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
import io.walmirror.connector.thread.Watchers;
import io.walmirror.connector.wire.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private final Database database;
  private final TableForms forms;
  private final StreamedNames names;
  private final StoredOffsets offsets;
  private final Demand demand;
  private final AlteredTables requests;
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
    this.names = new StreamedNames(config.streamRequest().slot());
    this.offsets = offsets;
    this.demand = demand;
    this.requests = new AlteredTables(config.snapshot(), demand, notices, metrics);
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
        began = System.nanoTime();
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
    FormCheck.Asked asked = ask(open, now);
    synchronized (this) {
      if (!history.equals(then)) {
        return;
      }
      if (known == null) {
        know(then, FormCheck.adopted(then.generation(), then.systemId(), now), 0);
        mirrored = new HashMap<>(now);
      } else {
        FormCheck check = FormCheck.of(known, then.systemId(), mirrored, before, now, asked);
        if (!check.regrouped().isEmpty()) {
          names.renew(open);
        }
        long command = requests.follow(check, then.generation());
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

  /** What else the catalog has to say, asked without holding the reader thread up. */
  private FormCheck.Asked ask(Connection open, Map<Long, TableForm> now) throws SQLException {
    Set<Long> missing;
    Set<Long> came;
    synchronized (this) {
      missing = known == null ? Set.of() : FormCheck.missing(known, now);
      came = known == null ? Set.of() : FormCheck.came(known, history.systemId(), now);
    }
    return new FormCheck.Asked(
        TableForms.existing(open, missing)::contains,
        TableForms.told(open, came, StreamedNames.follow(open))::contains);
  }

  private void know(History of, KnownForms now, long command) {
    history = of;
    known = now;
    unsaid.updateAndGet(
        earlier -> new Unsaid(now, earlier == null ? command : Math.max(command, earlier.command)));
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
