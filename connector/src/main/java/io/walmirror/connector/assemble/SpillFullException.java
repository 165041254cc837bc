package io.walmirror.connector.assemble;

/** Open transactions need more room in the spill folder than they may have. */
public final class SpillFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SpillFullException(long neededBytes, long allowedBytes) {
    super(
        "open transactions need "
            + neededBytes
            + " bytes in the spill folder, and streaming.spill.max.bytes allows "
            + allowedBytes
            + "; raise it, or set streaming.spill=off to leave open transactions to the server");
  }
}
