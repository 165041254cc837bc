package io.walmirror.it.crash;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Kills what a source needs, and lets it live again. */
final class Killer {

  private static final int WITHOUT_BROKER_MILLIS = 1500;
  private static final int LONGEST_DEATH_MILLIS = 400;

  private final CrashScene scene;
  private final Random random;

  Killer(CrashScene scene, Random random) {
    this.scene = scene;
    this.random = random;
  }

  /** Kills it, and starts it again after a moment. */
  void kill(Victim victim) throws InterruptedException {
    switch (victim) {
      case WORKER -> {
        scene.worker().kill();
        stayDead();
        scene.worker().start();
      }
      case POSTGRES -> {
        scene.servers().postgres().kill();
        stayDead();
        scene.servers().postgres().start();
      }
      case KAFKA -> {
        scene.servers().kafka().kill();
        stayDead();
        scene.servers().kafka().start();
      }
      case WALSENDER -> {
        while (!scene.terminateWalsender()) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      case LINE -> scene.servers().proxy().cut();
      case BROKER_AND_WORKER -> {
        scene.servers().kafka().kill();
        TimeUnit.MILLISECONDS.sleep(WITHOUT_BROKER_MILLIS);
        scene.worker().kill();
        scene.servers().kafka().start();
        scene.worker().start();
      }
    }
  }

  private void stayDead() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_DEATH_MILLIS));
  }
}
