package io.walmirror.connector;

import io.walmirror.connector.Opening.Opened;
import io.walmirror.connector.Reader.ReaderSettings;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.assemble.Assembler;
import io.walmirror.connector.assemble.Buffering;
import io.walmirror.connector.assemble.SpillFolder;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogTypes;
import io.walmirror.connector.catalog.DeclaredTypes;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.config.StreamingSettings;
import io.walmirror.connector.convert.Converters;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.record.Conversions;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.SourceOffset;
import io.walmirror.connector.record.TransactionCounts;
import io.walmirror.connector.value.Codecs;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes the reader of a stream, and the records that it makes, from the settings. */
final class Readers {

  private final SourceConfig config;
  private final Catalog catalog;
  private final StoredOffsets offsets;
  private final SourceMetrics metrics;
  private final Signals signals;
  private final Notifications notifications;
  private final FormWatch forms;
  private final InstantSource clock;
  private final Outbox outbox;

  Readers(
      SourceConfig config,
      Catalog catalog,
      StoredOffsets offsets,
      Handover handover,
      SourceMetrics metrics,
      Signals signals,
      Notifications notifications,
      FormWatch forms,
      InstantSource clock) {
    this.config = config;
    this.catalog = catalog;
    this.offsets = offsets;
    this.metrics = metrics;
    this.signals = signals;
    this.notifications = notifications;
    this.forms = forms;
    this.clock = clock;
    this.outbox = new Outbox(handover, config.batchRecords());
  }

  /** A reader of that stream and of those that go on with it. */
  Reader of(Opened opened, Duration silentAtMost, BooleanSupplier stopping) {
    ReaderSettings settings =
        new ReaderSettings(
            new Assembler.Capture(
                config.captured().or(signals.tables()),
                config.capturedMessages().or(signals.messages()),
                config.skippedOperations(),
                config.tellsTransactions()),
            buffering(),
            config.progressInterval(),
            config.heartbeatInterval(),
            outbox,
            signals,
            notifications,
            forms);
    return new Reader(
        (first, downstream) -> records(first, downstream, stopping),
        settings,
        opened,
        silentAtMost,
        metrics,
        clock);
  }

  private Buffering buffering() {
    if (!config.spills()) {
      return Buffering.NONE;
    }
    try {
      SpillFolder folder =
          SpillFolder.open(config.spillFolder(), config.topicPrefix(), config.spillMaxBytes());
      return new Buffering(config.streamingMemoryBytes(), folder);
    } catch (IOException e) {
      throw new ConnectException(
          "cannot use "
              + config.spillFolder()
              + " as spill folder: "
              + e
              + "; set "
              + StreamingSettings.SPILL_FOLDER
              + " to one that can be written, or "
              + StreamingSettings.SPILL
              + "=off",
          e);
    }
  }

  private Records records(
      Opened first, Consumer<SourceRecord> downstream, BooleanSupplier stopping) {
    return new Records(
        new Records.Settings(
            Version.VALUE,
            config.naming(),
            config.database().name(),
            config.tombstones(),
            config.binaries(),
            config.omitsUnavailable() ? null : config.unavailableValue(),
            config.columns(),
            conversions(),
            config.skipsUnchanged(),
            config.tellsTransactions(),
            config.tellsContext()),
        first.history(),
        codecs(),
        new ServerLookup(config, catalog, stopping),
        first.point(),
        told(),
        clock,
        downstream);
  }

  /** How much of a transaction was told before the stored offset. */
  private TransactionCounts told() {
    return config.tellsTransactions()
        ? offsets.read().map(SourceOffset.Stored::told).orElse(TransactionCounts.NONE)
        : TransactionCounts.NONE;
  }

  /** Asks the user's converters about a column, and the server how the column is declared. */
  private Conversions conversions() {
    Converters converters = config.converters();
    if (converters.isEmpty()) {
      return Conversions.NONE;
    }
    DeclaredTypes declared = new DeclaredTypes(catalog);
    return (relation, column, optional) ->
        converters.codec(
            relation.name(),
            column.name(),
            ServerLookup.asked(
                () ->
                    declared.of(
                        relation.name(), column.name(), column.typeOid(), column.modifier())),
            optional);
  }

  /** How values are read. */
  Codecs codecs() {
    return new Codecs(config.valueModes(), new CatalogTypes(catalog));
  }
}
