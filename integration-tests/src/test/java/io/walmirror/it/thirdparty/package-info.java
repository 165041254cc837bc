/** Jars of other people's that are written to Debezium's interfaces. */
package io.walmirror.it.thirdparty;
