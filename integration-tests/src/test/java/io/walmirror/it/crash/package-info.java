/** Everything is killed at every moment, and the log says what must have come of it. */
package io.walmirror.it.crash;
