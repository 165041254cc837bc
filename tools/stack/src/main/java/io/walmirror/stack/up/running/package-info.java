/** What an {@code up} that runs leaves for other commands to find it. */
package io.walmirror.stack.up.running;
