/** A small shop in PostgreSQL: its tables, and what happens in them all day. */
package io.walmirror.stack.up.shop;
