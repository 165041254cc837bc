/** A row operation as what Redis must do if its version is newer. Pure. */
package io.walmirror.sink.command;
