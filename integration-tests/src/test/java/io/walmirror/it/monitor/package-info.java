/** Every command that a Redis executes, as Redis itself tells it. */
package io.walmirror.it.monitor;
