/** The source's settings, by concern: keys, docs, defaults and validators. */
package io.walmirror.connector.config;
