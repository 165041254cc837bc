/** The sink's settings, one concern a file: names, documentation, defaults and validators. */
package io.walmirror.sink.config;
