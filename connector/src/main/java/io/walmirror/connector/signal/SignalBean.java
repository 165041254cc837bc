package io.walmirror.connector.signal;

import io.walmirror.connector.jmx.BeanName;
import java.util.OptionalLong;
import java.util.UUID;

/** Signals over JMX. A signal that cannot be followed is answered at once. */
public final class SignalBean implements SignalBeanMXBean, AutoCloseable {

  private final Inbox inbox;
  private final BeanName name;

  private SignalBean(Inbox inbox, BeanName name) {
    this.inbox = inbox;
    this.name = name;
  }

  /** Registers it in place of an older task's; a platform without JMX goes without. */
  public static SignalBean register(Inbox inbox, String server) {
    SignalBean bean = new SignalBean(inbox, BeanName.of("signals", server));
    bean.name.show(bean);
    return bean;
  }

  @Override
  public void signal(String id, String type, String data) {
    String called = id == null || id.isBlank() ? UUID.randomUUID().toString() : id;
    Arrival arrival =
        Arrival.of(new Signal(called, type, data, SignalChannel.JMX), OptionalLong.empty());
    inbox.put(arrival);
    if (arrival instanceof Arrival.Refused refused) {
      throw new IllegalArgumentException(refused.why());
    }
  }

  @Override
  public void close() {
    name.withdraw(this);
  }
}
