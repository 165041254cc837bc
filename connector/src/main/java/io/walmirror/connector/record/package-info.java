/** Changes to source records in Debezium's form, with our positions and offsets. */
package io.walmirror.connector.record;
