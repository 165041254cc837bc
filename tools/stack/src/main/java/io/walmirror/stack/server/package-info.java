/** The servers of the stack, whatever they come from, and what can be asked of them. */
package io.walmirror.stack.server;
