/** Contenders in Java processes of their own, and what a process costs. */
package io.walmirror.bench.process;
