package io.walmirror.it.crash;

/**
 * A moment of a stream that a kill may hit, told by what can be seen from outside of the worker.
 */
enum Phase {
  /** Some changes of a committed transaction have been read, others not. */
  MID_TRANSACTION("mid-transaction") {
    @Override
    boolean holds(Sight before, Sight now) {
      return now.figures().connected()
          && now.large().isCommitted()
          && now.figures().readCommitLsn() > now.large().beganAt()
          && now.figures().readOrdinal() >= MARGIN
          && now.figures().readOrdinal() <= now.large().changes() - MARGIN;
    }
  },

  /** Chunks of a transaction arrive that is still open. */
  MID_STREAM("mid-stream chunk") {
    @Override
    boolean holds(Sight before, Sight now) {
      return now.figures().connected()
          && now.large().isOpen()
          && before.isSeen()
          && now.figures().openBytes() > before.figures().openBytes();
    }
  },

  /** A transaction that outgrew memory is in a file. */
  SPILL_OPEN("spill open") {
    @Override
    boolean holds(Sight before, Sight now) {
      return now.figures().connected()
          && now.spillFileBytes() > 0
          && now.figures().spilledBytes() > 0;
    }
  },

  /** Connect has polled records that Kafka has not acknowledged. */
  SENT_NOT_ACKED("sent, not acked") {
    @Override
    boolean holds(Sight before, Sight now) {
      return now.figures().unacknowledged() > 0;
    }
  },

  /** Connect has just written an offset, and the slot is not confirmed up to it. */
  OFFSET_FLUSH("offset flush") {
    @Override
    boolean holds(Sight before, Sight now) {
      return now.storedMillisAgo() <= FLUSH_MILLIS
          && now.figures().confirmedLsn() < now.storedEndLsn();
    }
  },

  /** The task runs and has no stream. */
  RECONNECT("reconnect") {
    @Override
    boolean holds(Sight before, Sight now) {
      return !now.figures().connected();
    }
  };

  /** How far a change is from both ends of its transaction; small transactions have fewer. */
  private static final int MARGIN = 600;

  private static final long FLUSH_MILLIS = 100;

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /** Whether it is this moment {@code now}; the worker's figures are known then. */
  abstract boolean holds(Sight before, Sight now);

  @Override
  public String toString() {
    return text;
  }
}
