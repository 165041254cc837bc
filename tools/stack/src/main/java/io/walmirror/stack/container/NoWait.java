package io.walmirror.stack.container;

import java.time.Duration;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategyTarget;

/** Takes a container for started as soon as it runs. */
final class NoWait implements WaitStrategy {

  @Override
  public void waitUntilReady(WaitStrategyTarget target) {}

  @Override
  public WaitStrategy withStartupTimeout(Duration timeout) {
    return this;
  }
}
