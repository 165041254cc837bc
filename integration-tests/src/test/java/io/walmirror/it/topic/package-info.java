/** What is in Kafka, byte for byte. */
package io.walmirror.it.topic;
