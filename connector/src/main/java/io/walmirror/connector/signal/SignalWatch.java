package io.walmirror.connector.signal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that asks channels outside of the stream, at an interval, what came by them. */
public final class SignalWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SignalWatch.class);
  private static final Duration END = Duration.ofSeconds(3);

  private final List<Inlet> inlets;
  private final Inbox inbox;
  private final Duration every;
  private final Thread thread;
  private volatile boolean stopping;

  private SignalWatch(List<Inlet> inlets, Inbox inbox, String client, Duration every) {
    this.inlets = inlets;
    this.inbox = inbox;
    this.every = every;
    this.thread = new Thread(this::run, "walmirror-" + client + "-signals");
    this.thread.setDaemon(true);
  }

  /** What is watched: a file, a topic with the offset to go on at. */
  public record Watched(Optional<Path> file, Optional<KafkaSettings> kafka, OptionalLong next) {}

  /** Watches; no thread is needed where nothing is. */
  public static SignalWatch start(Watched watched, Inbox inbox, String client, Duration every) {
    List<Inlet> inlets = new ArrayList<>();
    watched.file().ifPresent(file -> inlets.add(new FileInlet(file)));
    watched.kafka().ifPresent(kafka -> inlets.add(new KafkaInlet(kafka, client, watched.next())));
    SignalWatch watch = new SignalWatch(inlets, inbox, client, every);
    if (!inlets.isEmpty()) {
      watch.thread.start();
    }
    return watch;
  }

  private void run() {
    try {
      while (!stopping) {
        inlets.forEach(this::read);
        Thread.sleep(every.toMillis());
      }
    } catch (InterruptedException e) {
      log.debug("the watch for signals was interrupted", e);
    } finally {
      inlets.forEach(Inlet::close);
    }
  }

  private void read(Inlet inlet) {
    try {
      inlet.read(inbox);
    } catch (RuntimeException e) {
      if (!stopping) {
        log.warn("{} cannot be read; it is tried again", inlet.name(), e);
      }
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
