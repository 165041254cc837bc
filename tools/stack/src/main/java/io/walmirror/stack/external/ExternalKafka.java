package io.walmirror.stack.external;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.server.Kafka;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A Kafka of one's own. */
public final class ExternalKafka extends ExternalServer implements Kafka {

  private static final int CONNECT_MILLIS = 5000;

  private final String bootstrapServers;

  private ExternalKafka(String bootstrapServers, String host, int port) {
    super("kafka", host, port);
    this.bootstrapServers = bootstrapServers;
  }

  /** Connects once to the first of the brokers, given as {@code host:port,host:port}. */
  public static ExternalKafka at(String bootstrapServers) {
    String first = bootstrapServers.split(",", 2)[0].strip();
    int colon = first.lastIndexOf(':');
    if (colon < 1 || !first.substring(colon + 1).matches("\\d{1,5}")) {
      throw new StackException("kafka.bootstrap must be of the form host:9092,host:9092");
    }
    String host = first.substring(0, colon);
    int port = Integer.parseInt(first.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    } catch (IOException e) {
      throw new StackException("no Kafka answers at " + first + ": " + e.getMessage(), e);
    }
    return new ExternalKafka(bootstrapServers, host, port);
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }
}
