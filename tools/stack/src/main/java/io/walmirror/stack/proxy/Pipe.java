package io.walmirror.stack.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of one connection: one thread reads, another writes when the conditions let it.
 * What waits in between is bounded; beyond that the sender waits, as on a real line.
 */
final class Pipe {

  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 64;

  /** What came at a moment; nothing where the sender ended. */
  private static final class Chunk {
    final byte[] bytes;
    final long cameAtNanos = System.nanoTime();

    Chunk(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final Socket from;
  private final Socket to;
  private final Conditions conditions;
  private final AtomicLong passed;
  private final Link link;
  private final BlockingQueue<Chunk> waiting = new ArrayBlockingQueue<>(CHUNKS);
  private final Thread reader;
  private final Thread writer;

  Pipe(String name, Socket from, Socket to, Conditions conditions, AtomicLong passed, Link link) {
    this.from = from;
    this.to = to;
    this.conditions = conditions;
    this.passed = passed;
    this.link = link;
    this.reader = new Thread(this::read, name + "-read");
    this.writer = new Thread(this::write, name + "-write");
    reader.setDaemon(true);
    writer.setDaemon(true);
  }

  void start() {
    reader.start();
    writer.start();
  }

  private void read() {
    try {
      byte[] buffer = new byte[CHUNK];
      for (int length = from.getInputStream().read(buffer);
          length >= 0;
          length = from.getInputStream().read(buffer)) {
        waiting.put(new Chunk(Arrays.copyOf(buffer, length)));
      }
      waiting.put(new Chunk(new byte[0]));
    } catch (IOException e) {
      link.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      for (Chunk chunk = waiting.take(); ; chunk = waiting.take()) {
        conditions.awaitPassage(chunk.cameAtNanos);
        if (chunk.bytes.length == 0) {
          to.shutdownOutput();
          link.ended();
          return;
        }
        write(chunk);
      }
    } catch (IOException e) {
      link.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Chunk chunk) throws IOException, InterruptedException {
    byte[] bytes = chunk.bytes;
    for (int at = 0; at < bytes.length; ) {
      conditions.awaitPassage(chunk.cameAtNanos);
      int slice = conditions.slice(bytes.length - at);
      conditions.awaitTransfer(slice);
      // Counted first: whoever has received these bytes must find them in the count.
      passed.addAndGet(slice);
      to.getOutputStream().write(bytes, at, slice);
      at += slice;
    }
  }

  /** Whether it has passed everything on, the end too. */
  boolean isDone() {
    return !writer.isAlive();
  }

  void interrupt() {
    reader.interrupt();
    writer.interrupt();
  }

  void join() throws InterruptedException {
    reader.join();
    writer.join();
  }
}
