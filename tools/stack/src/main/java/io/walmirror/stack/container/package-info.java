/**
 * Servers in containers, by Testcontainers, whose jars only this package needs. Images and engine
 * are the user's; ports stay over a restart.
 */
package io.walmirror.stack.container;
