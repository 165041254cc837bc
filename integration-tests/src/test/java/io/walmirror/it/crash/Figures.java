package io.walmirror.it.crash;

/**
 * What a worker shows of its source over JMX.
 *
 * @param readCommitLsn where the transaction of the last change that was read was committed
 * @param readOrdinal the number of that change in its transaction
 * @param openBytes of open transactions, in memory and in files
 * @param unacknowledged records that Connect has polled and Kafka has not acknowledged
 */
record Figures(
    boolean connected,
    long readCommitLsn,
    long readOrdinal,
    long openBytes,
    long spilledBytes,
    long confirmedLsn,
    long unacknowledged) {}
