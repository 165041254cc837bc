package io.walmirror.it.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The differences that are on purpose, as {@code docs/differences.md} lists them: the first cell of
 * each row has patterns of what this test finds, {@code table.column what} or {@code mode: …},
 * where a star stands for anything and braces for one of several.
 */
final class Differences {

  private static final Pattern ROW = Pattern.compile("\\| (`.+?) \\|.*");
  private static final Pattern RULE = Pattern.compile("`([^`]+)`");

  private final List<Rule> rules = new ArrayList<>();
  private final Set<String> used = new LinkedHashSet<>();

  private record Rule(String text, Pattern pattern) {}

  /** Reads what the page says of events. */
  static Differences of(Path page) {
    return of(page, "");
  }

  /** Reads what stands on the page under that heading. */
  static Differences of(Path page, String heading) {
    Differences differences = new Differences();
    String under = "";
    try {
      for (String line : Files.readAllLines(page)) {
        under = line.startsWith("## ") ? line.substring(3) : under;
        if (!under.equals(heading)) {
          continue;
        }
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          Matcher rule = RULE.matcher(row.group(1));
          while (rule.find()) {
            differences.rules.add(new Rule(rule.group(1), pattern(rule.group(1))));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return differences;
  }

  private static Pattern pattern(String rule) {
    StringBuilder regex = new StringBuilder(rule.contains(": ") ? "" : "[^ ]+: ");
    boolean inBraces = false;
    for (int i = 0; i < rule.length(); i++) {
      char sign = rule.charAt(i);
      switch (sign) {
        case '*' -> regex.append("[^. ]*");
        case '.' -> regex.append("\\.");
        case '{' -> {
          regex.append("(?:");
          inBraces = true;
        }
        case '}' -> {
          regex.append(')');
          inBraces = false;
        }
        case ',' -> regex.append(inBraces ? '|' : ',');
        default -> regex.append(sign);
      }
    }
    return Pattern.compile(regex.toString());
  }

  /** Whether it is one that is on purpose. */
  boolean excuse(Finding finding) {
    String found = finding.modes() + ": " + finding.where() + " " + finding.what();
    boolean excused = false;
    for (Rule rule : rules) {
      if (rule.pattern().matcher(found).matches()) {
        used.add(rule.text());
        excused = true;
      }
    }
    return excused;
  }

  /** Rules that excused nothing: what they speak of is no difference any more. */
  List<String> unused() {
    return rules.stream().map(Rule::text).filter(rule -> !used.contains(rule)).toList();
  }

  int count() {
    return rules.size();
  }
}
