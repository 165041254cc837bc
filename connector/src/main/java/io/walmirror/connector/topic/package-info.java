/** How topics are called: Debezium's strategies, and those of other people's. */
package io.walmirror.connector.topic;
