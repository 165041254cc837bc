/** Child processes, and that nothing of them is left behind however their starter ends. */
package io.walmirror.stack.process;
