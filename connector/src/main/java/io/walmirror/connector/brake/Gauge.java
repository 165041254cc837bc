package io.walmirror.connector.brake;

/**
 * Something that is measured, and must not be more than so much for rows to go on. Used by one
 * thread.
 *
 * @param setting whose value the limit is
 * @param what is measured, in words that follow a number
 * @param limit the most that lets rows go on
 */
public record Gauge(String setting, String what, long limit, Measure measure) {

  /** One look. */
  @FunctionalInterface
  public interface Measure {
    /** How much it is now; any failure is passing. */
    long take() throws MeasureException, InterruptedException;
  }

  /** It cannot be measured now. */
  public static final class MeasureException extends Exception {

    private static final long serialVersionUID = 1;

    public MeasureException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
