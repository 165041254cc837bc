/**
 * What a build has proved: tests write rows, the last module of the build makes one table of them.
 */
package io.walmirror.stack.proof;
