package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request that is not done: what was taken from it since, and how far it is, if it has begun. */
public record OpenRequest(
    SnapshotRequest request, List<String> without, Optional<Reached> reached) {

  public OpenRequest {
    without = List.copyOf(without);
  }

  static OpenRequest of(SnapshotRequest request) {
    return new OpenRequest(request, List.of(), Optional.empty());
  }

  /** True if this table is to be read. */
  public boolean wants(TableName table) {
    return Patterns.match(request.tables(), table) && !Patterns.match(without, table);
  }

  /**
   * This table as far as it is to be read: of one that is not wanted itself, the partitions that
   * are wanted by their own names.
   */
  public Optional<SnapshotTable> of(SnapshotTable table) {
    if (wants(table.name())) {
      return Optional.of(table);
    }
    List<Leaf> leaves = table.leaves().stream().filter(leaf -> wants(leaf.name())).toList();
    return leaves.isEmpty() || Patterns.match(without, table.name())
        ? Optional.empty()
        : Optional.of(table.with(leaves));
  }

  /** True if this table, or this partition of it, was taken from the request. */
  boolean isWithout(TableName table, TableName leaf) {
    return Patterns.match(without, table) || Patterns.match(without, leaf);
  }

  /** The condition that rows of this table have to meet. */
  public Optional<String> condition(TableName table) {
    return request.conditions().entrySet().stream()
        .filter(each -> Patterns.match(each.getKey(), table))
        .map(each -> each.getValue())
        .filter(each -> !each.isBlank())
        .findFirst();
  }

  OpenRequest without(List<String> tables) {
    List<String> all = new ArrayList<>(without);
    all.addAll(tables);
    return new OpenRequest(request, all, reached);
  }

  /** True if nothing is left of it, as far as that can be told without asking the server. */
  boolean isEmpty() {
    return request.tables().stream()
        .allMatch(each -> without.contains(each) || Patterns.cover(without, each));
  }

  /** True if this table was read, or passed over, before. */
  public boolean isBehind(TableName table) {
    if (reached.isEmpty()) {
      return false;
    }
    int order = table.text().compareTo(reached.get().table().text());
    return order < 0 || (order == 0 && reached.get().done());
  }

  /** Of what it asks for, that which none of these tables is; told when it begins, and once. */
  public List<String> unmatched(List<TableName> tables) {
    return reached.isPresent()
        ? List.of()
        : request.tables().stream()
            .filter(wanted -> tables.stream().noneMatch(table -> Patterns.match(wanted, table)))
            .filter(wanted -> !without.contains(wanted))
            .toList();
  }

  OpenRequest at(Reached now) {
    return new OpenRequest(request, without, Optional.of(now));
  }
}
