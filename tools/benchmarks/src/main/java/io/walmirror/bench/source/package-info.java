/** Sources that drain the same backlog of row changes, one after the other. */
package io.walmirror.bench.source;
