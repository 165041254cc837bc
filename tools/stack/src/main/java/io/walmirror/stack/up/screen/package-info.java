/** Text on a terminal: aligned tables, lines refreshed in place, single keys. */
package io.walmirror.stack.up.screen;
