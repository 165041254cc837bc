package io.walmirror.connector.event;

import io.walmirror.envelope.Lsn;

/**
 * A committed transaction: its id (unsigned), where its commit record starts, when it was
 * committed, in microseconds from 1970, and where the commit before it in the stream ended ({@link
 * Lsn#ZERO} where there was none).
 */
public record Transaction(int xid, Lsn commitLsn, long commitMicros, Lsn previousEnd) {}
