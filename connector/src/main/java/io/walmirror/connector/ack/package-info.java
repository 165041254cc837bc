/** What Connect has stored, hence what the slot may forget. */
package io.walmirror.connector.ack;
