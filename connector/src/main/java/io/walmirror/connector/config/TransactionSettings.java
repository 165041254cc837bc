package io.walmirror.connector.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Whether events say which transaction they belong to. */
public final class TransactionSettings {

  public static final String PROVIDE = "provide.transaction.metadata";

  private TransactionSettings() {}

  static void define(ConfigDef config) {
    config.define(
        PROVIDE,
        ConfigDef.Type.BOOLEAN,
        false,
        Importance.LOW,
        "Whether each event says which transaction it belongs to and as which of its events, and a"
            + " topic of its own, <topic.prefix>.<topic.transaction>, where transactions begin and"
            + " how many events they had. A record more at both ends of every transaction, whatever"
            + " is captured of it.",
        "Topics",
        20,
        Width.SHORT,
        "Transaction metadata");
  }
}
