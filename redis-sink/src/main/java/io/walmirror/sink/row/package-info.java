/** A sink record read: what happened to which row, at which version. Pure. */
package io.walmirror.sink.row;
