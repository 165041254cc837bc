package io.walmirror.it.crash;

/** A kill that is planned; {@code aim} is null for one at any moment. */
record Strike(Phase aim, Victim victim) {}
