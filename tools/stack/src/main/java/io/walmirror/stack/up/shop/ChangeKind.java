package io.walmirror.stack.up.shop;

/** What a change does to a row. */
public enum ChangeKind {
  CREATE,
  UPDATE,
  DELETE
}
