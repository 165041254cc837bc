package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.config.SignalSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.notification.Notices;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.signal.Arrival;
import io.walmirror.connector.signal.Command;
import io.walmirror.connector.signal.Inbox;
import io.walmirror.connector.signal.Signal;
import io.walmirror.connector.signal.SignalBean;
import io.walmirror.connector.signal.SignalLedger;
import io.walmirror.connector.signal.SignalWatch;
import io.walmirror.connector.signal.StreamSignals;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.envelope.TableName;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows signals, from wherever they come: those of the stream at their place in it, the others
 * between two of its messages. Used by the reader thread alone, once it has begun.
 */
final class Signals implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private static final String NO_STREAM =
      "rows are read on demand between changes, and with this snapshot.mode no changes are read; set"
          + " snapshot.mode=initial to go on with changes, or create the connector anew to read all"
          + " rows once more";

  private final SignalSettings.Signals settings;
  private final String server;
  private final boolean streams;
  private final Predicate<TableName> captured;
  private final Demand demand;
  private final Notices notices;
  private final Inbox inbox = new Inbox();
  private final StreamSignals stream;
  private final SignalLedger ledger;
  private final Optional<SignalBean> bean;
  private final Queue<Taken> unkept = new ArrayDeque<>();
  private volatile SignalWatch watch;
  private long taken;

  /** A signal from outside, by its number, and the command after which it is safe. */
  private record Taken(long number, long command) {}

  Signals(SourceConfig config, Catalog catalog, Demand demand, Notices notices) {
    this.settings = config.signals();
    this.server = config.topicPrefix();
    this.streams = config.snapshot().streams();
    this.captured = config.captured();
    this.demand = demand;
    this.notices = notices;
    this.stream =
        new StreamSignals(
            settings.messagePrefix(),
            settings.conditionsInMessages(),
            new SignalTable(settings, catalog));
    this.ledger = new SignalLedger(settings.kafka().map(kafka -> kafka.topic()).orElse(""));
    this.bean = settings.jmx() ? Optional.of(SignalBean.register(inbox, server)) : Optional.empty();
  }

  /** What of the stream has to come here, beside what is captured. */
  Predicate<TableName> tables() {
    return stream::isSignal;
  }

  /** The same of logical messages. */
  Predicate<String> messages() {
    return stream::isSignal;
  }

  /** Goes on where the stored offset says, or where this was before. */
  void begin(String stored) {
    if (watch == null) {
      for (Signal signal : ledger.restore(stored, demand.stored())) {
        follow(Arrival.of(signal, OptionalLong.empty()));
      }
      watch =
          SignalWatch.start(
              new SignalWatch.Watched(settings.file(), settings.kafka(), ledger.next()),
              inbox,
              server,
              settings.interval());
    }
  }

  /** Has offsets tell from now on what there is to tell of signals. */
  void tell(Records records) {
    records.signals(ledger.text());
  }

  /** Follows the signal that a change may be; true if that is all that it is. */
  boolean take(Change change, Records records) {
    if (change instanceof Change.Begun || change instanceof Change.Ended) {
      return false;
    }
    Optional<Arrival> arrival = stream.of(change);
    if (arrival.isPresent()) {
      follow(arrival.get());
      tell(records);
    }
    if (change instanceof Change.Emitted message) {
      return stream.isSignal(message.prefix());
    }
    TableName table = relation(change).name();
    return stream.isSignal(table) && !captured.test(table);
  }

  private static Relation relation(Change change) {
    if (change instanceof Change.Inserted inserted) {
      return inserted.relation();
    }
    if (change instanceof Change.Updated updated) {
      return updated.relation();
    }
    if (change instanceof Change.Deleted deleted) {
      return deleted.relation();
    }
    return ((Change.Truncated) change).relation();
  }

  /** Follows what came from outside; true if offsets have something else to tell since. */
  boolean due() {
    boolean changed = false;
    for (Arrival arrival = inbox.take(); arrival != null; arrival = inbox.take()) {
      follow(arrival);
      unkept.add(new Taken(++taken, demand.version()));
      changed = true;
    }
    long safe = demand.stored();
    while (!unkept.isEmpty() && unkept.peek().command <= safe) {
      inbox.keep(unkept.remove().number);
    }
    return ledger.stored(safe) || changed;
  }

  private void follow(Arrival arrival) {
    Signal signal = arrival.signal();
    if (arrival instanceof Arrival.Refused refused) {
      refuse(signal, refused.why(), arrival.next());
      return;
    }
    Command command = ((Arrival.Asked) arrival).command();
    if (command instanceof Command.Say say) {
      log.info("{} says: {}", signal, say.message());
      ledger.passed(arrival.next());
      return;
    }
    if (command instanceof Command.Snapshot && !streams) {
      refuse(signal, NO_STREAM, arrival.next());
      return;
    }
    if (command instanceof Command.Snapshot snapshot) {
      SnapshotRequest request = snapshot.request();
      log.info("{}: a snapshot of {} is asked for", signal, request.tables());
      demand.request(request);
    } else if (command instanceof Command.Stop stop) {
      log.info("{}: snapshots of {} end", signal, stop.tables().isEmpty() ? "all" : stop.tables());
      demand.stop(stop.tables());
    } else if (command instanceof Command.Pause) {
      log.info("{}: snapshots on demand pause", signal);
      demand.pause();
    } else if (command instanceof Command.Resume) {
      log.info("{}: snapshots on demand go on", signal);
      demand.resume();
    }
    ledger.taken(signal, demand.version(), arrival.next());
  }

  private void refuse(Signal signal, String why, OptionalLong next) {
    log.warn("{} is not followed: {}", signal, why);
    notices.refused(signal.id(), signal.type(), signal.channel().word(), why);
    ledger.passed(next);
  }

  @Override
  public void close() {
    bean.ifPresent(SignalBean::close);
    SignalWatch open = watch;
    if (open != null) {
      open.close();
    }
  }
}
