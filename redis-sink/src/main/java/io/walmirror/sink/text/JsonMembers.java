package io.walmirror.sink.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object, each with the very text that it has there, so that whoever puts
 * them together again changes no digit.
 */
public final class JsonMembers {

  private JsonMembers() {}

  /** By name, in their order; nothing where the text is no JSON object. */
  public static Optional<Map<String, String>> of(String object) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser json = JsonText.JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        int from = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        json.finishToken();
        members.put(name, object.substring(from, (int) json.currentLocation().getCharOffset()));
      }
      return json.currentToken() == JsonToken.END_OBJECT ? Optional.of(members) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The object with these members. */
  public static Bytes object(Map<String, String> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JsonText.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, String> member : members.entrySet()) {
        json.writeFieldName(member.getKey());
        json.writeRawValue(member.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory", e);
    }
    return Bytes.of(bytes.toByteArray());
  }
}
