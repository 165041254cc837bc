package io.walmirror.bench.source;

import io.walmirror.stack.server.Database;

/** From which slot of which database how many changes are to be read, and from where in the log. */
record DrainOrder(Database database, String slot, long changes, long lsn) {}
