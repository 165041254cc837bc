/** Telling people how far snapshots are, in Debezium's notifications. */
package io.walmirror.connector.notification;
