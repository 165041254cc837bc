package io.walmirror.it.crash;

/** What a kill hits. */
enum Victim {
  WORKER("Connect worker"),
  WALSENDER("walsender"),
  POSTGRES("PostgreSQL"),
  KAFKA("Kafka broker"),
  LINE("connection"),
  /** What was handed over while there was no broker dies with the worker. */
  BROKER_AND_WORKER("Kafka broker, then Connect worker");

  private final String text;

  Victim(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
