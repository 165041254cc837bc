package io.walmirror.it.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What a notification says, but for when. */
record Told(String id, String type, Map<String, String> said) {

  static Told of(SourceRecord record) {
    Struct value = (Struct) record.value();
    Map<String, String> said = new TreeMap<>();
    said.putAll(value.<String, String>getMap("additional_data"));
    said.put("aggregate_type", value.getString("aggregate_type"));
    return new Told(value.getString("id"), value.getString("type"), said);
  }

  /** The same, with an id that is either a signal's or somebody's own. */
  private Told among(List<String> signals) {
    return new Told(signals.contains(id) ? "the signal's" : "its own", type, said);
  }

  private String about() {
    return type
        + said.getOrDefault("scanned_collection", "")
        + said.getOrDefault("current_collection_in_progress", "");
  }

  /** Where two series of one kind differ: in their order, or a pair of them in a field. */
  static List<Finding> compare(
      String kind, List<String> signals, List<Told> debezium, List<Told> walmirror) {
    List<Finding> findings = new ArrayList<>();
    List<String> theirs = debezium.stream().map(Told::about).toList();
    List<String> ours = walmirror.stream().map(Told::about).toList();
    if (!theirs.equals(ours)) {
      findings.add(new Finding(kind, "all", "order", theirs.toString(), ours.toString()));
    }
    Map<String, List<Told>> left = new HashMap<>();
    walmirror.forEach(
        each -> left.computeIfAbsent(each.about(), any -> new ArrayList<>()).add(each));
    for (Told one : debezium) {
      List<Told> others = left.getOrDefault(one.about(), List.of());
      if (!others.isEmpty()) {
        one.among(signals).compare(kind, others.remove(0).among(signals), findings);
      }
    }
    return findings;
  }

  private void compare(String kind, Told other, List<Finding> findings) {
    Set<String> fields = new TreeSet<>(said.keySet());
    fields.addAll(other.said.keySet());
    for (String field : fields) {
      String theirs = said.getOrDefault(field, "none");
      String ours = other.said.getOrDefault(field, "none");
      if (!theirs.equals(ours)) {
        findings.add(new Finding(kind, type + "." + field, "value", theirs, ours));
      }
    }
    if (!id.equals(other.id)) {
      findings.add(new Finding(kind, type + ".id", "value", id, other.id));
    }
  }

  @Override
  public String toString() {
    return type + " " + said + " (" + id + ")";
  }
}
