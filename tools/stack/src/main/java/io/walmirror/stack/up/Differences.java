package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.Difference;
import io.walmirror.stack.up.mirror.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** What differs, in words. */
final class Differences {

  private static final int SHOWN = 3;

  private Differences() {}

  static String shown(Verdict verdict) {
    return shown(verdict.lines().stream().flatMap(line -> line.differences().stream()).toList());
  }

  static String shown(List<Difference> all) {
    String first =
        all.stream().limit(SHOWN).map(Difference::text).collect(Collectors.joining("; "));
    return all.size() > SHOWN ? first + "; and " + (all.size() - SHOWN) + " more" : first;
  }
}
