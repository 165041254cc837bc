/** A small Redis client of the stack's own, so that tests need not believe the sink's. */
package io.walmirror.stack.resp;
