/** Literal text with placeholders, filled in so that different values never give the same text. */
package io.walmirror.sink.template;
