/** Whether Redis is what PostgreSQL holds, found out by code that is not the sink's. */
package io.walmirror.stack.up.mirror;
