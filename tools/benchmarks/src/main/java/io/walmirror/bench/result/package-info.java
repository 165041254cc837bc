/** What rounds measured, and how it is told. */
package io.walmirror.bench.result;
