package io.walmirror.connector;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * The slot or the server does not continue the history that the stored offset belongs to: going on
 * would skip changes silently.
 */
final class HistoryBrokenException extends ConnectException {

  private static final long serialVersionUID = 1L;

  HistoryBrokenException(String what, String cure) {
    super(what + "; " + cure);
  }
}
