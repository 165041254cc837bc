package io.walmirror.stack.resp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A database as comparable text: {@code hash name=Ada total=3}, then {@code expires} where the key
 * does. Fields and members are in order, bytes that are no readable text are {@code \xNN}.
 */
final class RespDump {

  private static final byte[] SCAN = ascii("SCAN");

  private final RespClient client;

  RespDump(RespClient client) {
    this.client = client;
  }

  SortedMap<String, String> of(Predicate<String> wanted) {
    SortedMap<String, String> dump = new TreeMap<>();
    byte[] cursor = ascii("0");
    do {
      List<?> page = (List<?>) client.callBytes(SCAN, cursor, ascii("COUNT"), ascii("1000"));
      cursor = (byte[]) page.get(0);
      for (Object each : (List<?>) page.get(1)) {
        byte[] key = (byte[]) each;
        String name = print(key);
        if (wanted.test(name) && !dump.containsKey(name)) {
          String value = value(key);
          if (value != null) {
            dump.put(name, value);
          }
        }
      }
    } while (!(cursor.length == 1 && cursor[0] == '0'));
    return dump;
  }

  /** Type, value and whether it expires; null when the key went meanwhile. */
  private String value(byte[] key) {
    String type = print(client.callBytes(ascii("TYPE"), key));
    String value =
        switch (type) {
          case "string" -> print(client.callBytes(ascii("GET"), key));
          case "hash" -> pairs(client.callBytes(ascii("HGETALL"), key), true);
          case "set" -> sorted(client.callBytes(ascii("SMEMBERS"), key));
          case "zset" ->
              pairs(
                  client.callBytes(
                      ascii("ZRANGE"), key, ascii("0"), ascii("-1"), ascii("WITHSCORES")),
                  false);
          case "list" -> print(client.callBytes(ascii("LRANGE"), key, ascii("0"), ascii("-1")));
          case "stream" -> print(client.callBytes(ascii("XRANGE"), key, ascii("-"), ascii("+")));
          case "ReJSON-RL" -> print(client.callBytes(ascii("JSON.GET"), key));
          default -> null;
        };
    if (type.equals("none") || (value == null && !exists(key))) {
      return null;
    }
    boolean expires = ((Long) client.callBytes(ascii("PTTL"), key)) >= 0;
    return type + " " + value + (expires ? " expires" : "");
  }

  private boolean exists(byte[] key) {
    return ((Long) client.callBytes(ascii("EXISTS"), key)) > 0;
  }

  private static String pairs(Object answer, boolean sort) {
    List<?> list = (List<?>) answer;
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < list.size(); i += 2) {
      pairs.add(print(list.get(i)) + "=" + print(list.get(i + 1)));
    }
    return String.join(" ", sort ? new TreeSet<>(pairs) : pairs);
  }

  private static String sorted(Object answer) {
    TreeSet<String> members = new TreeSet<>();
    for (Object member : (List<?>) answer) {
      members.add(print(member));
    }
    return String.join(" ", members);
  }

  private static String print(Object value) {
    if (value instanceof List<?> list) {
      StringJoiner joined = new StringJoiner(" ", "[", "]");
      list.forEach(each -> joined.add(print(each)));
      return joined.toString();
    }
    return value instanceof byte[] bytes ? print(bytes) : String.valueOf(value);
  }

  private static String print(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    boolean utf8 = text.getBytes(StandardCharsets.UTF_8).length == bytes.length;
    StringBuilder printed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        printed.append("\\\\");
      } else if (c < ' ' || c == 0x7f || (!utf8 && c > 0x7f)) {
        printed.append(String.format("\\x%02x", (int) c));
      } else {
        printed.append(c);
      }
    }
    return printed.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
