/** The words that both ends of a mirror share: positions, operations, headers and the envelope. */
package io.walmirror.envelope;
