package io.walmirror.connector.event;

import io.walmirror.envelope.Lsn;

/**
 * Where a change stands: its number in its transaction, the LSN of its own record, how many changes
 * of the transaction had that LSN so far (COPY writes many rows in one record), and the LSN up to
 * which the slot may forget once this change is stored.
 */
public record Place(long ordinal, Lsn lsn, long sameLsn, Lsn covered) {}
