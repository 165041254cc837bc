package io.walmirror.stack.proxy;

/** A way that bytes go through a proxy. */
public enum Direction {
  TO_SERVER,
  TO_CLIENT
}
