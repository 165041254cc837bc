package io.walmirror.connector.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Validators that say what is wrong with a value and what would be right. */
final class Rules {

  static final ConfigDef.Validator NOT_BLANK =
      rule(
          "not blank",
          (name, value) -> {
            if (value != null && value.toString().isBlank()) {
              throw new ConfigException(name, value, "must not be empty");
            }
          });

  /** Every entry of a list is a regular expression. */
  static final ConfigDef.Validator PATTERNS =
      rule(
          "regular expressions, separated by commas; a comma within one has a backslash in front",
          (name, value) -> {
            if (value instanceof List<?> patterns) {
              for (String pattern : RegexList.joined(patterns)) {
                try {
                  Pattern.compile(pattern);
                } catch (PatternSyntaxException e) {
                  throw new ConfigException(
                      name,
                      pattern,
                      "is not a regular expression: "
                          + e.getDescription()
                          + " near index "
                          + e.getIndex()
                          + "; write a literal dot as \\\\. in JSON");
                }
              }
            }
          });

  /** One regular expression, or nothing. */
  static final ConfigDef.Validator PATTERN =
      rule(
          "a regular expression",
          (name, value) -> PATTERNS.ensureValid(name, List.of(value.toString())));

  private Rules() {}

  /** One of these words, in any case. */
  static ConfigDef.Validator oneOf(String... words) {
    List<String> allowed = List.of(words);
    return rule(
        "one of " + String.join(", ", words),
        (name, value) -> {
          if (value != null && !allowed.contains(value.toString().toLowerCase(Locale.ROOT))) {
            throw new ConfigException(name, value, "must be one of " + String.join(", ", words));
          }
        });
  }

  /** A text that matches in full. */
  static ConfigDef.Validator matching(String regex, String words) {
    Pattern pattern = Pattern.compile(regex);
    return rule(
        words,
        (name, value) -> {
          if (value != null && !pattern.matcher(value.toString()).matches()) {
            throw new ConfigException(name, value, "must be " + words);
          }
        });
  }

  /** A list of these words, none twice, or {@code none} alone. */
  static ConfigDef.Validator someOf(String none, String... words) {
    List<String> allowed = List.of(words);
    String rule = "some of " + String.join(", ", words) + ", or " + none + " alone";
    return rule(
        rule,
        (name, value) -> {
          if (value instanceof List<?> entries
              && !entries.equals(List.of(none))
              && (!allowed.containsAll(entries) || Set.copyOf(entries).size() < entries.size())) {
            throw new ConfigException(name, value, "must be " + rule);
          }
        });
  }

  /** A number that is zero, for off, or no less than this. */
  static ConfigDef.Validator zeroOrAtLeast(long least) {
    String rule = "0 or at least " + least;
    return rule(
        rule,
        (name, value) -> {
          if (value instanceof Number number
              && number.longValue() != 0
              && number.longValue() < least) {
            throw new ConfigException(name, value, "must be " + rule);
          }
        });
  }

  /** What a check asks for, said in these words. */
  static ConfigDef.Validator rule(String words, ConfigDef.Validator check) {
    return new ConfigDef.Validator() {
      @Override
      public void ensureValid(String name, Object value) {
        check.ensureValid(name, value);
      }

      @Override
      public String toString() {
        return words;
      }
    };
  }
}
