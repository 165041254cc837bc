/** Classes of other people's. */
package io.walmirror.connector.foreign;
