/** What a running source tells about itself. */
package io.walmirror.connector.metrics;
