/** Bytes of the pgoutput protocol to messages: no I/O, no Kafka, no catalog. */
package io.walmirror.connector.pgoutput;
