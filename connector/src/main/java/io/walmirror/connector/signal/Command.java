package io.walmirror.connector.signal;

import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import java.util.List;

/** What a signal asks for, understood. */
public sealed interface Command {

  /** Rows that are there already are read. */
  record Snapshot(SnapshotRequest request) implements Command {}

  /** These tables, by regular expressions, are not read any further; none given, no table is. */
  record Stop(List<String> tables) implements Command {
    public Stop {
      tables = List.copyOf(tables);
    }
  }

  /** Nothing is read until further notice. */
  record Pause() implements Command {}

  /** Reading goes on. */
  record Resume() implements Command {}

  /** This is written to the log. */
  record Say(String message) implements Command {}
}
