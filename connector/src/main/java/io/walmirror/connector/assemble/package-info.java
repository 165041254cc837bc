/** Messages to changes: transactions opened and closed, ordinals counted, relations applied. */
package io.walmirror.connector.assemble;
