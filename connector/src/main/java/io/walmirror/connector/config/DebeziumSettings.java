package io.walmirror.connector.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What becomes of each property of Debezium's PostgreSQL connector: honoured, accepted because
 * there is nothing to do, or refused by name. Nothing that a Debezium configuration says is passed
 * over in silence.
 */
public final class DebeziumSettings {

  private static final String SPI =
      "classes that extend Debezium's own connector cannot be loaded here";
  private static final String LINEAGE = "OpenLineage is not supported";

  private static final List<Property> ALL =
      List.of(
          honoured(
              "binary.handling.mode column.exclude.list column.include.list column.mask.with.*"
                  + " column.propagate.source.type datatype.propagate.source.type"
                  + " field.name.adjustment.mode schema.name.adjustment.mode"
                  + " column.mask.hash.* column.truncate.to.* database.dbname database.hostname"
                  + " database.password database.port database.sslmode database.user"
                  + " decimal.handling.mode flush.lsn.source heartbeat.action.query"
                  + " heartbeat.interval.ms lsn.flush.mode max.batch.size message.key.columns"
                  + " message.prefix.exclude.list message.prefix.include.list schema.exclude.list"
                  + " schema.include.list skip.messages.without.change slot.drop.on.stop"
                  + " status.update.interval.ms table.exclude.list table.include.list"
                  + " tombstones.on.delete topic.heartbeat.prefix topic.prefix"
                  + " unavailable.value.placeholder xmin.fetch.interval.ms",
              ""),
          honoured(
              "database.sslcert database.sslfactory database.sslkey database.sslpassword"
                  + " database.sslrootcert database.tcpKeepAlive",
              "passed to the JDBC driver, as every other database.<name>"),
          honoured("converters", "CustomConverters of debezium-api, see docs/converters.md"),
          honoured(
              "signal.enabled.channels",
              "source, kafka, file, jmx, and message of ours; the default is source and jmx"),
          honoured("signal.kafka.groupId", "the default is walmirror-<topic.prefix>"),
          honoured("signal.poll.interval.ms", "the default is 1000"),
          honoured(
              "signal.data.collection signal.kafka.topic signal.kafka.bootstrap.servers"
                  + " signal.kafka.poll.timeout.ms signal.file notification.enabled.channels"
                  + " notification.sink.topic.name",
              ""),
          honoured("signal.consumer.*", "passed to the signal topic's consumer"),
          honoured("max.queue.size.in.bytes", "the default is 64 MiB; there is no unbounded queue"),
          honoured("plugin.name", "only pgoutput, which is the default"),
          honoured("publication.autocreate.mode", "all_tables, filtered and disabled"),
          honoured("publication.name", "the default is walmirror"),
          honoured("skipped.operations", "the default is none"),
          honoured("slot.name", "the default is walmirror"),
          honoured("snapshot.mode", "only what the reference of settings names"),
          honoured("snapshot.mode.custom.name", "a Snapshotter of debezium-api"),
          honoured(
              "snapshot.mode.configuration.based.*",
              "snapshot.schema and snapshot.on.schema.error change nothing: no schema is read"
                  + " before it is needed"),
          needless("read.only", "snapshots on demand never write into the database"),
          needless(
              "signal.emit.failure.backoff.ms signal.emit.failure.max.retries",
              "nothing is written into a signal table"),
          needless("max.queue.size", "the queue is bounded in bytes: max.queue.size.in.bytes"),
          needless(
              "poll.interval.ms poll.dispatch.interval.ms",
              "a change is handed over when it arrives; nothing waits for an interval"),
          needless(
              "connection.validation.timeout.ms executor.shutdown.timeout.ms"
                  + " database.query.timeout.ms query.fetch.size",
              "time limits and sizes inside Debezium's own code"),
          needless(
              "slot.max.retries slot.retry.delay.ms errors.max.retries"
                  + " retriable.restart.connector.wait.ms",
              "lost connections and busy slots are retried inside the task, without a limit"),
          needless(
              "lsn.flush.timeout.ms lsn.flush.timeout.action",
              "the slot is confirmed by the thread that reads it, which cannot wait for itself"),
          needless(
              "schema.refresh.mode",
              "the shape of a table comes with the stream; it has no effect with pgoutput in Debezium"
                  + " either"),
          needless("table.ignore.builtin", "tables of the system are never captured"),
          needless(
              "incremental.snapshot.allow.schema.changes",
              "a table that is altered while it is read on demand is read again, in any case"),
          needless(
              "memory.management.schemas.class memory.management.tables.class topic.cache.size",
              "how Debezium keeps its caches"),
          needless(
              "custom.sanitize.pattern statistics.metrics.enabled custom.metric.tags"
                  + " streaming.delay.ms",
              "about Debezium's own logs, metrics and start"),
          needless("internal.*", "settings of Debezium's that it does not document"),
          refused(
              "post.processors",
              "",
              SPI
                  + "; in place of ReselectColumnsPostProcessor: a large value that did not change is"
                  + " selected where its key moved and else named in the header walmirror.unchanged,"
                  + " by which a mirror keeps what it has, and REPLICA IDENTITY FULL sends it"),
          honoured(
              "topic.naming.strategy",
              "Debezium's own by their names, and any TopicNamingStrategy of debezium-api"),
          honoured(
              "topic.delimiter topic.heartbeat.name topic.regex topic.replacement"
                  + " topic.key.enforce.uniqueness topic.key.field.name topic.key.field.regex"
                  + " topic.key.field.replacement",
              ""),
          refused(
              "heartbeat.topics.prefix",
              "__debezium-heartbeat",
              "the heartbeat topic is <topic.heartbeat.prefix>.<topic.prefix>; set"
                  + " topic.heartbeat.prefix"),
          honoured("provide.transaction.metadata topic.transaction", ""),
          honoured("extended.headers.enabled", "the default is false"),
          honoured("replica.identity.autoset.values publish.via.partition.root slot.failover", ""),
          refused(
              "transaction.metadata.factory",
              "io.debezium.pipeline.txmetadata.DefaultTransactionMetadataFactory",
              SPI),
          refused(
              "guardrail.collections.max guardrail.collections.limit.action",
              "0, warn",
              "nothing here counts tables; say in table.include.list which are captured"),
          refused("include.schema.comments", "false", "comments of columns are not in the schemas"),
          refused(
              "event.processing.failure.handling.mode event.converting.failure.handling.mode",
              "fail, warn",
              "an event that cannot be made stops the task, whatever the setting; nothing is skipped"
                  + " in silence"),
          refused(
              "slot.stream.params",
              "",
              "what the server is asked for is fixed by what is read; see binary and streaming"),
          refused(
              "database.initial.statements database.connection.factory.class",
              "",
              "statements at the start of a connection are set for the role: ALTER ROLE … SET"),
          refused(
              "database.include.list database.exclude.list",
              "",
              "a slot belongs to one database: database.dbname"),
          refused(
              "offset.mismatch.strategy",
              "no_validation",
              "a slot that does not continue the offset stops the task or, with resync=true, begins a"
                  + " new generation"),
          refused("queue.provider.type", "memory", "the queue is in memory, bounded in bytes"),
          refused(
              "sourceinfo.struct.maker",
              "io.debezium.connector.postgresql.PostgresSourceInfoStructMaker",
              SPI),
          refused("hstore.handling.mode", "json", "hstore is read in one form"),
          refused("interval.handling.mode", "numeric", "intervals are numbers"),
          refused("time.precision.mode", "adaptive", "times are adaptive"),
          refused("money.fraction.digits", "2", "money is read with the digits of its locale"),
          needless(
              "include.unknown.datatypes",
              "columns of every type are in the events: what Debezium does not know is a text, as"
                  + " PostgreSQL prints it, and never raw bytes"),
          refused(
              "notification.http.*",
              "",
              "notifications go to a topic, the log or JMX: notification.enabled.channels"),
          refused("openlineage.integration.*", "false", LINEAGE),
          honoured(
              "incremental.snapshot.chunk.size snapshot.include.collection.list"
                  + " snapshot.max.threads snapshot.select.statement.overrides",
              ""),
          refused(
              "incremental.snapshot.watermarking.strategy",
              "insert_insert",
              "a snapshot on demand writes no watermarks: which changes are newer is told by"
                  + " transaction ids, and no table and no right to write are needed"),
          needless(
              "snapshot.fetch.size snapshot.max.threads.multiplier legacy.snapshot.max.threads"
                  + " snapshot.tables.order.by.row.count",
              "rows come by COPY, in chunks of snapshot.chunk.bytes; any thread reads any table's"),
          needless(
              "snapshot.isolation.mode",
              "whatever the mode, all rows are those of one exported snapshot"),
          needless(
              "snapshot.locking.mode snapshot.lock.timeout.ms",
              "no lock is needed: a table that is altered while it is read is read again"),
          refused(
              "snapshot.delay.ms", "0", "rows are read at the start; start the connector later"),
          refused(
              "snapshot.locking.mode.custom.name snapshot.query.mode snapshot.query.mode.custom.name",
              "select_all",
              SPI + "; snapshot.select.statement.overrides reads what a statement selects"));

  private DebeziumSettings() {}

  private enum Verdict {
    HONOURED,
    NEEDLESS,
    REFUSED
  }

  /** Properties, separated by spaces, a star at the end for any; what becomes of them and why. */
  private record Property(Verdict verdict, List<String> names, List<String> harmless, String why) {

    boolean isMeant(String setting) {
      return names.stream()
          .anyMatch(
              name ->
                  name.endsWith("*")
                      ? setting.startsWith(name.substring(0, name.length() - 1))
                      : setting.equals(name));
    }

    boolean isHarmless(String value) {
      String plain = value.trim().toLowerCase(Locale.ROOT);
      return plain.isEmpty()
          || harmless.stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(plain));
    }
  }

  /** Tells which of these settings are Debezium's and cannot be honoured. */
  public static void check(Map<String, String> settings, BiConsumer<String, String> problems) {
    settings.forEach(
        (name, value) -> {
          if (value != null && !SourceConfig.DEFINITION.names().contains(name)) {
            ALL.stream()
                .filter(property -> property.verdict == Verdict.REFUSED)
                .filter(property -> property.isMeant(name) && !property.isHarmless(value))
                .findFirst()
                .ifPresent(
                    property ->
                        problems.accept(name, "is Debezium's and not supported: " + property.why));
          }
        });
  }

  /** The page of {@code docs/} that says all this. */
  public static String page() {
    StringBuilder page =
        new StringBuilder("# Debezium's properties\n\n")
            .append("What becomes of each property of Debezium's PostgreSQL connector (3.7). ")
            .append("*Refused* is refused at validation, by its name, unless the value is one")
            .append(" that changes nothing. Made from the code; a test keeps it so, another")
            .append(
                " compares it with Debezium's own list.\n\n| property | here | |\n|---|---|---|\n");
    ALL.stream()
        .flatMap(property -> property.names.stream().map(name -> row(name, property)))
        .sorted(Comparator.naturalOrder())
        .forEach(page::append);
    return page.toString();
  }

  private static String row(String name, Property property) {
    boolean defined = SourceConfig.DEFINITION.names().contains(name);
    boolean honoured = defined || property.verdict == Verdict.HONOURED;
    String why = defined && property.verdict != Verdict.HONOURED ? "" : property.why;
    String verdict =
        honoured ? "honoured" : property.verdict == Verdict.NEEDLESS ? "accepted" : "refused";
    return "| `" + name + "` | " + verdict + " | " + why.replace("<", "&lt;") + " |\n";
  }

  private static Property honoured(String names, String note) {
    return new Property(Verdict.HONOURED, words(names), List.of(), note);
  }

  private static Property needless(String names, String why) {
    return new Property(Verdict.NEEDLESS, words(names), List.of(), why);
  }

  private static Property refused(String names, String harmless, String why) {
    List<String> values = Arrays.asList(harmless.split(",\\s*", -1));
    return new Property(Verdict.REFUSED, words(names), values, why);
  }

  private static List<String> words(String names) {
    return List.of(names.split(" ", -1));
  }
}
