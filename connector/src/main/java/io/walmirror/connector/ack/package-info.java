/**
 * What Kafka has and what Connect has stored, hence what the slot may forget and when a table may
 * be swept.
 *
 * <p>Who reads all rows of a table and wants it swept: {@link
 * io.walmirror.connector.ack.Acknowledgements#follow follows} the table's topic before the first
 * row is sent, counts the rows with a {@link io.walmirror.connector.ack.Delivery} whose receipt
 * each row's record carries, keeps {@link io.walmirror.connector.ack.Written#text} with whatever is
 * stored of its progress (and adds it again after a restart), and, once the delivery is settled,
 * sends {@link io.walmirror.connector.record.Records#sweep} before anything is stored that says
 * that there is nothing left to do. The reader thread does all of this and waits for none of it.
 */
package io.walmirror.connector.ack;
