/** How a value is written as text: what PostgreSQL prints for it. Pure. */
package io.walmirror.sink.text;
