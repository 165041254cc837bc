/** Servers of one's own, which are used and never started, stopped or cleaned. */
package io.walmirror.stack.external;
