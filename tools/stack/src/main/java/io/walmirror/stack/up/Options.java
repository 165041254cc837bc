package io.walmirror.stack.up;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code up} is asked to do.
 *
 * @param once whether to check an insert, an update and a delete and then end
 * @param keep whether the data stays for the next {@code up}
 * @param plain whether to print plain lines on a terminal too
 * @param rate how many transactions a second change the shop
 * @param patience how long to wait for what has to arrive in Redis
 * @param postgres one's own PostgreSQL; empty for one that is started
 * @param redis one's own Redis
 * @param connect one's own Connect worker
 */
record Options(
    boolean once,
    boolean keep,
    boolean plain,
    int rate,
    Duration patience,
    Ports ports,
    Optional<PostgresAddress> postgres,
    Optional<URI> redis,
    Optional<URI> connect) {

  /** The ports to use, 0 for a free one. */
  record Ports(int postgres, int redis, int kafka, int connect) {}

  /** Whether anything here belongs to somebody, so that what is created has to be removed. */
  boolean usesOwnServers() {
    return postgres.isPresent() || redis.isPresent() || connect.isPresent();
  }
}
