package io.walmirror.stack.up;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does faults, one at a time, beside everything else. */
final class FaultRunner implements AutoCloseable {

  private final List<Fault> faults;
  private final Events events;
  private final Healing healing;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread worker = new Thread(work, "faults");
            worker.setDaemon(true);
            return worker;
          });

  FaultRunner(List<Fault> faults, Events events, Healing healing) {
    this.faults = List.copyOf(faults);
    this.events = events;
    this.healing = healing;
  }

  List<Fault> faults() {
    return faults;
  }

  /** Does the fault of that key, unless one is being done already. */
  void press(char key) {
    faults.stream()
        .filter(fault -> fault.key() == key)
        .findFirst()
        .ifPresent(
            fault -> {
              if (busy.compareAndSet(false, true)) {
                thread.execute(() -> run(fault));
              }
            });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void run(Fault fault) {
    Clock clock = Clock.systemUTC();
    try {
      healing.faultBegins(clock.instant());
      fault.action().run(events);
      healing.faultIsOver(clock.instant());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // A fault that does not heal is what this is here to show.
      events.add(fault.label() + ": " + Connectors.causes(String.valueOf(e.getMessage())));
    } finally {
      busy.set(false);
    }
  }
}
