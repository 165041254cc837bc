/** Real servers from published binaries, each a process of its own with its own class path. */
package io.walmirror.stack.embedded;
