/** The servers that the tests share, and what each test has of its own on them. */
package io.walmirror.it.scene;
