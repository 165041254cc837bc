package io.walmirror.it.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which kills a run has, in order, and what its large transactions are.
 *
 * @param largeRows the most rows of a large transaction
 * @param messagesOneIn one large transaction of so many has messages too
 * @param calmSeconds how long there is no load at first, and no kill before and after the load's
 */
record Plan(List<Strike> strikes, int largeRows, int messagesOneIn, int calmSeconds) {

  private static final int EACH_PHASE = 8;
  private static final int ANY_MOMENT = 14;

  private static final List<Victim> ALL = List.of(Victim.values());
  private static final List<Victim> SINGLE =
      List.of(Victim.LINE, Victim.WORKER, Victim.POSTGRES, Victim.WALSENDER, Victim.KAFKA);

  /** The victims of each phase in turn. */
  private static final Map<Phase, List<Victim>> VICTIMS = new EnumMap<>(Phase.class);

  static {
    VICTIMS.put(Phase.MID_TRANSACTION, SINGLE);
    VICTIMS.put(Phase.MID_STREAM, SINGLE);
    VICTIMS.put(Phase.SPILL_OPEN, SINGLE);
    VICTIMS.put(Phase.SENT_NOT_ACKED, ALL);
    VICTIMS.put(
        Phase.OFFSET_FLUSH,
        List.of(Victim.WORKER, Victim.POSTGRES, Victim.KAFKA, Victim.WALSENDER));
    VICTIMS.put(
        Phase.RECONNECT, List.of(Victim.POSTGRES, Victim.WORKER, Victim.POSTGRES, Victim.KAFKA));
  }

  /** Every phase and every victim, quickly. */
  static Plan brief(Random random) {
    List<Strike> strikes = new ArrayList<>();
    strikes.add(new Strike(Phase.MID_TRANSACTION, Victim.WORKER));
    strikes.add(new Strike(Phase.MID_TRANSACTION, Victim.LINE));
    strikes.add(new Strike(Phase.MID_STREAM, Victim.WALSENDER));
    strikes.add(new Strike(Phase.MID_STREAM, Victim.POSTGRES));
    strikes.add(new Strike(Phase.SPILL_OPEN, Victim.WORKER));
    strikes.add(new Strike(Phase.SENT_NOT_ACKED, Victim.KAFKA));
    strikes.add(new Strike(Phase.OFFSET_FLUSH, Victim.POSTGRES));
    strikes.add(new Strike(Phase.RECONNECT, Victim.POSTGRES));
    strikes.add(new Strike(null, Victim.WALSENDER));
    Collections.shuffle(strikes, random);
    return new Plan(strikes, 8_000, 3, 1);
  }

  /** Every phase eight times, and some kills at any moment. */
  static Plan full(Random random) {
    List<Strike> strikes = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      List<Victim> victims = VICTIMS.get(phase);
      for (int i = 0; i < EACH_PHASE; i++) {
        strikes.add(new Strike(phase, victims.get(i % victims.size())));
      }
    }
    for (int i = 0; i < ANY_MOMENT; i++) {
      strikes.add(new Strike(null, ALL.get(random.nextInt(ALL.size()))));
    }
    Collections.shuffle(strikes, random);
    return new Plan(strikes, 100_000, 3, 3);
  }

  /** Few kills or none, for a source that does not need more to be found out. */
  static Plan control(Strike... strikes) {
    return new Plan(List.of(strikes), 8_000, 1, 3);
  }
}
