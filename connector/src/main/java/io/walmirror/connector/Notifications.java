package io.walmirror.connector;

import io.walmirror.connector.config.NotificationSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.event.Notification;
import io.walmirror.connector.notification.DemandNotices;
import io.walmirror.connector.notification.InitialNotices;
import io.walmirror.connector.notification.Notices;
import io.walmirror.connector.notification.NotificationBean;
import io.walmirror.connector.progress.Readings;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.connector.snapshot.demand.DemandListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifications on their way: any thread makes one, and those for the topic wait until the reader
 * thread takes them between two messages.
 */
final class Notifications implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Notifications.class);

  private final NotificationSettings.Notifications settings;
  private final Queue<Notification> waiting = new ConcurrentLinkedQueue<>();
  private final Optional<NotificationBean> bean;
  private final Notices notices;

  Notifications(SourceConfig config, InstantSource clock) {
    this.settings = config.notifications();
    this.bean =
        settings.jmx()
            ? Optional.of(NotificationBean.register(config.topicPrefix()))
            : Optional.empty();
    List<Consumer<Notification>> channels = new ArrayList<>();
    if (settings.topic().isPresent()) {
      channels.add(waiting::add);
    }
    if (settings.log()) {
      channels.add(notification -> log.info("[Notification Service] {}", notification));
    }
    bean.ifPresent(channels::add);
    this.notices = new Notices(config.topicPrefix(), clock, channels);
  }

  Notices notices() {
    return notices;
  }

  /** Tells of the snapshot before the stream. */
  SnapshotListener initial() {
    return new InitialNotices(notices);
  }

  /** Tells of snapshots that were asked for, and how far their tables are. */
  DemandListener onDemand(Readings readings) {
    return new DemandNotices(notices, readings::pace);
  }

  /** Makes records of those that wait for it. The reader thread alone. */
  void send(Records records) {
    for (Notification next = waiting.poll(); next != null; next = waiting.poll()) {
      records.controls().notification(next, settings.topic().orElseThrow());
    }
  }

  @Override
  public void close() {
    bean.ifPresent(NotificationBean::close);
  }
}
