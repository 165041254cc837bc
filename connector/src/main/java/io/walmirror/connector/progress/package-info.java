/** How far the reading of tables is: one and the same for every kind of snapshot. */
package io.walmirror.connector.progress;
