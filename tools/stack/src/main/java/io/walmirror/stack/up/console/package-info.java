/** The commands that talk to the servers of an {@code up} that runs. */
package io.walmirror.stack.up.console;
