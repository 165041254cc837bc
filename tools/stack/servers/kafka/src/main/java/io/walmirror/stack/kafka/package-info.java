/** What the stack runs in the broker's own process. */
package io.walmirror.stack.kafka;
