package io.walmirror.connector.signal;

/** Signals over JMX, under {@code io.walmirror:type=signals,server=…}; Debezium's operation. */
public interface SignalBeanMXBean {

  /** Asks for something; fails with what is wrong where it cannot be followed. */
  void signal(String id, String type, String data);
}
