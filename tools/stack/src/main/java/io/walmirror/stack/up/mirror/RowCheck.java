package io.walmirror.stack.up.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks at one row and at the keys that mirror it.
 *
 * <p>Used by one thread.
 */
public final class RowCheck {

  private final MirrorCheck.Subject subject;
  private final Tables tables;
  private final Keyspaces keyspaces;

  public RowCheck(MirrorCheck.Subject subject, Tables tables, Keyspaces keyspaces) {
    this.subject = subject;
    this.tables = tables;
    this.keyspaces = keyspaces;
  }

  /** What PostgreSQL holds, and how the keys differ from it. */
  public record Look(Row row, List<Difference> differences) {
    public Look {
      differences = List.copyOf(differences);
    }
  }

  /** Looks once. */
  public Look look(String key) throws UnreadableException {
    Map<String, Row> rows = tables.read(subject.table(), List.of(key));
    Row row = rows.getOrDefault(key, new Row.Gone());
    List<Difference> differences = new ArrayList<>();
    for (String keyspace : subject.keyspaces()) {
      Held held = keyspaces.held(keyspace, List.of(key)).getOrDefault(key, new Held.Nothing());
      differences.addAll(Comparison.of(keyspace + ":" + key, row, held));
    }
    return new Look(row, differences);
  }
}
