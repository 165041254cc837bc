package io.walmirror.it.load;

/** What a load did. */
public record LoadCounts(
    int inserts, int updates, int deletes, int moves, int transactions, int rolledBack) {

  static final LoadCounts NONE = new LoadCounts(0, 0, 0, 0, 0, 0);

  public int changes() {
    return inserts + updates + deletes + moves;
  }

  LoadCounts plus(LoadCounts more) {
    return new LoadCounts(
        inserts + more.inserts,
        updates + more.updates,
        deletes + more.deletes,
        moves + more.moves,
        transactions + more.transactions,
        rolledBack + more.rolledBack);
  }

  @Override
  public String toString() {
    return String.format(
        "%d changes (%d inserts, %d updates, %d deletes, %d moved keys) in %d transactions, %d"
            + " rolled back",
        changes(), inserts, updates, deletes, moves, transactions, rolledBack);
  }
}
