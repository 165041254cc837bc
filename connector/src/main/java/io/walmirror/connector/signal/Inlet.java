package io.walmirror.connector.signal;

/** A channel that is asked now and then what came by it. Used by one thread. */
interface Inlet extends AutoCloseable {

  /** Puts into the inbox what came since; may wait for a moment. */
  void read(Inbox inbox);

  /** What the log calls it. */
  String name();

  @Override
  void close();
}
