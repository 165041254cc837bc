/**
 * How somebody asks a running source for something: signals, where they come from, what they say.
 */
package io.walmirror.connector.signal;
