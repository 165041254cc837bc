/** What the beans of a source are called, and how they are shown. */
package io.walmirror.connector.jmx;
