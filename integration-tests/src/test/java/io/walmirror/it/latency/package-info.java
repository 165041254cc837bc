/** How long a change takes from its commit to Redis while rows are read on demand. */
package io.walmirror.it.latency;
