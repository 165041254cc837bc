package io.walmirror.sink.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.walmirror.sink.text.JsonNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as maps, lists, texts and numbers with all their digits. What is malformed is told by place
 * and kind, never by what stands there: the parser's own messages quote it.
 */
final class JsonValues {

  /** The longest number that PostgreSQL prints has 131,072 digits before its point. */
  private static final int LONGEST_NUMBER = 150_000;

  private static final int DEEPEST = 1_000;

  /** The most digits that a long takes whatever they are. */
  private static final int SURE_LONG = 18;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxNestingDepth(DEEPEST)
                  .build())
          .build();

  private JsonValues() {}

  /** Why a text is no JSON, and where in it. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String why, int line, int column) {
      super("at line " + line + ", column " + column + ": " + why);
    }
  }

  /** The value that the text is, with nothing before or behind it. */
  static Object parse(String text) throws MalformedException {
    try (JsonParser json = JSON.createParser(text)) {
      try {
        json.nextToken();
        Object value = value(json);
        if (json.nextToken() != null) {
          throw malformed(json, "something follows the document's end");
        }
        return value;
      } catch (JsonEOFException e) {
        throw malformed(json, "it ends too early");
      } catch (IOException e) {
        throw malformed(json, "that is no JSON");
      }
    } catch (IOException e) {
      throw new IllegalStateException("closing a parser of a text in memory", e);
    }
  }

  private static Object value(JsonParser json) throws IOException, MalformedException {
    JsonToken token = json.currentToken();
    if (token == null) {
      throw malformed(json, "it is empty");
    }
    return switch (token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> integer(json.getText());
      case VALUE_NUMBER_FLOAT -> new JsonNumber(json.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw malformed(json, "that is no JSON");
    };
  }

  private static Map<String, Object> object(JsonParser json)
      throws IOException, MalformedException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (members.containsKey(name)) {
        throw malformed(json, "a name occurs twice in one object");
      }
      json.nextToken();
      members.put(name, value(json));
    }
    return members;
  }

  private static List<Object> array(JsonParser json) throws IOException, MalformedException {
    List<Object> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(json));
    }
    return items;
  }

  private static Object integer(String literal) {
    if (literal.length() <= SURE_LONG) {
      return Long.valueOf(literal);
    }
    try {
      return Long.valueOf(literal);
    } catch (NumberFormatException e) {
      return new JsonNumber(literal);
    }
  }

  private static MalformedException malformed(JsonParser json, String why) {
    return new MalformedException(
        why, json.currentLocation().getLineNr(), json.currentLocation().getColumnNr());
  }
}
