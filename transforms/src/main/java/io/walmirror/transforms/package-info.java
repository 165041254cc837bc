/** Single-message transforms that shape change events. */
package io.walmirror.transforms;
