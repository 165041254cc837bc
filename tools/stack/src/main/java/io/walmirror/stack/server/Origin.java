package io.walmirror.stack.server;

/** Where a server comes from. */
public sealed interface Origin {

  /** Published binaries, run as a process of this machine. */
  record Embedded() implements Origin {}

  /** A container of this image. */
  record Container(String image) implements Origin {}

  /** Somebody's own server, which is only used: a JDBC URL, a Redis URI, a REST URI or brokers. */
  record External(String address) implements Origin {}
}
