/** A small client of Kafka Connect's REST API. */
package io.walmirror.stack.rest;
