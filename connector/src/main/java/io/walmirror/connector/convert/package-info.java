/** Converters of other people's, which decide the form of columns: Debezium's CustomConverter. */
package io.walmirror.connector.convert;
