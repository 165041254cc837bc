package io.walmirror.it;

import io.walmirror.it.mirror.Table;
import io.walmirror.stack.server.Database;
import java.util.ArrayList;
import java.util.List;

/** A row of a small table that a test changes by hand. */
final class Note {

  private final Database database;
  private final int id;
  private int revision;
  private String body;

  Note(Database database, int id) {
    this.database = database;
    this.id = id;
  }

  static Table create(Database database) {
    database.execute("CREATE TABLE note (id integer PRIMARY KEY, rev bigint NOT NULL, body text)");
    return new Table("note", List.of("id", "rev", "body"), List.of("id"));
  }

  void insert(String text) {
    body = text;
    revision++;
    database.execute("INSERT INTO note VALUES (" + id + ", " + revision + ", " + literal() + ")");
  }

  void update(String text) {
    body = text;
    revision++;
    database.execute(
        "UPDATE note SET rev = " + revision + ", body = " + literal() + " WHERE id = " + id);
  }

  void delete() {
    database.execute("DELETE FROM note WHERE id = " + id);
  }

  String key() {
    return "note:" + id;
  }

  /** Its revision and its body, as HMGET has them. */
  List<String> fields() {
    List<String> fields = new ArrayList<>(List.of(Integer.toString(revision)));
    fields.add(body);
    return fields;
  }

  private String literal() {
    return body == null ? "NULL" : "'" + body + "'";
  }
}
