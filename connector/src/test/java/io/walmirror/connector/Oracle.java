package io.walmirror.connector;

import io.walmirror.envelope.Lsn;
import io.walmirror.stack.server.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What happened in a database as {@code test_decoding} tells it, over a slot of its own. */
final class Oracle {

  private static final Pattern CHANGE =
      Pattern.compile("table [^:]+: (INSERT|UPDATE|DELETE|TRUNCATE): .*", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("\\bid\\[[a-z]+]:(-?\\d+)");

  private final Database database;

  private Oracle(Database database) {
    this.database = database;
  }

  /** Listens from now on. */
  static Oracle of(Database database) {
    database.execute(
        "SELECT pg_create_logical_replication_slot('oracle_' || current_database(),"
            + " 'test_decoding')");
    return new Oracle(database);
  }

  /** Every change, in order: transaction id, operation, and the row's id after it. */
  List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (List<String> line :
        database.rows(
            "SELECT xid, data FROM pg_logical_slot_peek_changes('oracle_' || current_database(),"
                + " NULL, NULL)")) {
      String data = line.get(1);
      Matcher change = CHANGE.matcher(data);
      if (change.matches()) {
        changes.add(line.get(0) + " " + change.group(1).charAt(0) + " " + lastId(data));
      } else if (data.startsWith("message: transactional: 1")) {
        changes.add(line.get(0) + " M -");
      }
    }
    return changes;
  }

  /** Every change of a row as it is printed, in order. */
  List<PrintedChange> rows() {
    List<PrintedChange> rows = new ArrayList<>();
    for (List<String> line :
        database.rows(
            "SELECT lsn, data FROM pg_logical_slot_peek_changes('oracle_' || current_database(),"
                + " NULL, NULL)")) {
      PrintedChange row = PrintedChange.of(Lsn.parse(line.get(0)), line.get(1));
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static String lastId(String data) {
    Matcher id = ID.matcher(data);
    String last = "-";
    while (id.find()) {
      last = id.group(1);
    }
    return last;
  }

  /** The same of a record. */
  static String change(Event event) {
    String op =
        switch (event.op()) {
          case "c" -> "I";
          case "u" -> "U";
          case "d" -> "D";
          case "t" -> "T";
          default -> "M";
        };
    String id = op.equals("M") || op.equals("T") ? "-" : Long.toString(event.id());
    return event.source().getInt64("txId") + " " + op + " " + id;
  }
}
