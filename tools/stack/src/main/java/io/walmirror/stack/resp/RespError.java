package io.walmirror.stack.resp;

/** An error that Redis answered: its code ({@code WRONGTYPE}, {@code ERR}) and the whole text. */
public record RespError(String code, String text) {

  static RespError parse(String text) {
    int space = text.indexOf(' ');
    return new RespError(space < 0 ? text : text.substring(0, space), text);
  }

  @Override
  public String toString() {
    return text;
  }
}
