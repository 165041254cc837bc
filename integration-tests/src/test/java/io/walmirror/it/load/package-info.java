/** A random load that a seed repeats. */
package io.walmirror.it.load;
