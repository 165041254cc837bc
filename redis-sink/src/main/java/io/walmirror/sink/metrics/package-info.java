/** What the sink counts and shows over JMX. */
package io.walmirror.sink.metrics;
