/** What the server's catalog says: tables, keys, rights, settings. Never asked while decoding. */
package io.walmirror.connector.catalog;
