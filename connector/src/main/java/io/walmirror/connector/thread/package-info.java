/** Threads of a source that do something again and again, and keep no worker alive. */
package io.walmirror.connector.thread;
