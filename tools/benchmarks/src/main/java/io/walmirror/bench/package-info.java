/** The command {@code ./walmirror bench}. */
package io.walmirror.bench;
