package io.walmirror.it.crash;

/**
 * A source's offset as the worker wrote it.
 *
 * @param endLsn the LSN that it covers
 * @param atNanos when it was seen
 */
record StoredOffset(long endLsn, long atNanos) {}
