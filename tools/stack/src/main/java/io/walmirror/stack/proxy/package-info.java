/** A network that fails when it is told to. */
package io.walmirror.stack.proxy;
