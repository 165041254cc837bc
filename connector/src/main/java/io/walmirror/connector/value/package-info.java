/** One codec for each PostgreSQL type, looked up by OID; pure. */
package io.walmirror.connector.value;
