package io.walmirror.it.crash;

/** What a kill hits. */
enum Victim {
  WORKER("Connect worker"),
  WALSENDER("walsender"),
  POSTGRES("PostgreSQL"),
  KAFKA("Kafka broker"),
  LINE("connection");

  private final String text;

  Victim(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
