package io.walmirror.connector.convert;

import org.apache.kafka.connect.errors.ConnectException;

/** A converter of the user's cannot be used, or did not do what it is for. */
public final class ConverterFailedException extends ConnectException {

  private static final long serialVersionUID = 1L;

  ConverterFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Where somebody's code failed, without what it says: that may have a row's value in it, which no
   * log is to have.
   */
  static Throwable withoutMessage(Throwable failure) {
    RuntimeException place = new RuntimeException(failure.getClass().getName());
    place.setStackTrace(failure.getStackTrace());
    return place;
  }
}
