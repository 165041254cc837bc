package io.walmirror.sink.pipeline;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error that Redis answered: its code, the first word, and what it says. */
record ErrorReply(String code, String message) {

  static final String NO_SCRIPT = "NOSCRIPT";

  static final String NO_RIGHTS = "NOPERM";

  private static final String GENERAL = "ERR";

  /** Where a script of Redis 6.2 adds to an error of the server. */
  private static final Pattern SCRIPT_PREFIX = Pattern.compile("^@user_script: ?\\d+: -?");

  private static final Pattern CODE = Pattern.compile("^-?([A-Z][A-Z0-9]*)\\b");

  /** What may follow an error's own words: arguments of the command, hence a row's values. */
  private static final Pattern ARGUMENTS =
      Pattern.compile(
          ",? with args beginning with:.*| script: [0-9a-f]{40},.*|(?<=the )'.*' key",
          Pattern.DOTALL);

  private static final Set<String> NOT_NOW =
      Set.of(
          "OOM",
          "READONLY",
          "LOADING",
          "CLUSTERDOWN",
          "MASTERDOWN",
          "TRYAGAIN",
          "BUSY",
          "MISCONF",
          "NOREPLICAS");

  private static final Map<String, String> NEVER =
      Map.of(
          "NOAUTH",
          "set redis.password (and redis.username)",
          "WRONGPASS",
          "correct redis.username and redis.password, or those in redis.uri",
          NO_RIGHTS,
          "grant the user what SECURITY.md lists, or connect as another user",
          "DENIED",
          "set a password in Redis and redis.password here, or protected-mode no",
          "MOVED",
          "give redis.uri a standalone Redis: this one is part of a Cluster",
          "ASK",
          "give redis.uri a standalone Redis: this one is part of a Cluster",
          "CROSSSLOT",
          "give redis.uri a standalone Redis: this one is part of a Cluster");

  static ErrorReply parse(String text) {
    String plain = SCRIPT_PREFIX.matcher(text.strip()).replaceFirst("");
    Matcher code = CODE.matcher(plain);
    if (!code.find()) {
      return of(GENERAL, plain);
    }
    return of(code.group(1), plain.substring(code.end(1)).strip());
  }

  /** What a script lacks the rights for is said without a code of its own. */
  private static ErrorReply of(String code, String message) {
    boolean lacksRights =
        code.equals(GENERAL) && message.startsWith("The user executing the script");
    return new ErrorReply(lacksRights ? NO_RIGHTS : code, withoutArguments(message));
  }

  /** What this reply makes of the command that it answers. */
  Outcome outcome() {
    if (NOT_NOW.contains(code) || message.startsWith("max number of clients")) {
      return new Outcome.NotNow(code, message);
    }
    String cure = NEVER.get(code);
    if (cure != null) {
      return new Outcome.Never(code, message, cure);
    }
    if (message.startsWith("unknown command") || message.startsWith("Unknown Redis command")) {
      return new Outcome.Never(
          code,
          message,
          "use a server that has the command; where only scripts are forbidden, redis.fence=off");
    }
    return new Outcome.Rejected(code, message);
  }

  /** Whether another connection may find another server, or another state of this one. */
  boolean asksForReconnect() {
    return code.equals("READONLY") || code.equals("MASTERDOWN") || NEVER.containsKey(code);
  }

  boolean isNoScript() {
    return code.equals(NO_SCRIPT);
  }

  @Override
  public String toString() {
    return code + " " + message;
  }

  private static String withoutArguments(String message) {
    return ARGUMENTS.matcher(message).replaceFirst("");
  }
}
