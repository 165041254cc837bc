/** Holding rows of snapshots back while those who have to cope with them are behind or busy. */
package io.walmirror.connector.brake;
