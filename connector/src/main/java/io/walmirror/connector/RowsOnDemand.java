package io.walmirror.connector;

import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.ack.Confirmation;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogTypes;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.record.DemandOffset;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.connector.snapshot.demand.DemandListener;
import io.walmirror.connector.snapshot.demand.Interleaving;
import io.walmirror.connector.snapshot.demand.OnDemand;
import io.walmirror.connector.snapshot.demand.StoredDemand;
import io.walmirror.connector.value.Codecs;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows that a task reads on demand: begun by the reader thread, asked for by any. */
final class RowsOnDemand implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RowsOnDemand.class);

  private static final long SHARE_OF_QUEUE = 4;

  private final SourceConfig config;
  private final StoredOffsets offsets;
  private final Confirmation confirmation;
  private final Acknowledgements acknowledgements;
  private final DemandListener listener;
  private final Demand demand;
  private final Catalog catalog;
  private OnDemand started;
  private boolean closed;

  RowsOnDemand(
      SourceConfig config,
      StoredOffsets offsets,
      Confirmation confirmation,
      Acknowledgements acknowledgements,
      DemandListener listener) {
    this.config = config;
    this.offsets = offsets;
    this.confirmation = confirmation;
    this.acknowledgements = acknowledgements;
    this.listener = listener;
    this.demand = new Demand(listener);
    this.catalog = new Catalog(config.database());
  }

  /** Where snapshots are asked for, even before it is known what an earlier run had stored. */
  Demand demand() {
    return demand;
  }

  /** Goes on with what is stored, when the stream is there; what the reader thread does for it. */
  synchronized Interleaving start() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("stopped before anything was read on demand");
    }
    if (started == null) {
      Codecs codecs = new Codecs(config.valueModes(), new CatalogTypes(catalog));
      started =
          OnDemand.start(
              new OnDemand.Settings(
                  config.database(),
                  config.streamRequest().publication(),
                  config.captured(),
                  column -> codecs.prefersText(column.typeOid(), column.modifier()),
                  !config.streamRequest().binary(),
                  config.snapshot().rangeRows(),
                  config.queueBytes() / SHARE_OF_QUEUE,
                  DemandOffset.partition(config.topicPrefix())),
              demand,
              listener,
              StoredDemand.read(offsets.demand()),
              acknowledgements,
              confirmation::confirmable);
      confirmation.tell(stored -> demand.storedUpTo(StoredDemand.commands(stored.demand())));
    }
    return started.interleaving();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (started != null) {
      started.close();
    }
    try {
      catalog.close();
    } catch (SQLException e) {
      log.debug("closing a connection failed", e);
    }
  }
}
