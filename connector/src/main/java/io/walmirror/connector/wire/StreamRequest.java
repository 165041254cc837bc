package io.walmirror.connector.wire;

/** What is asked of the walsender: which slot, which publication, values in binary or in text. */
public record StreamRequest(String slot, String publication, boolean binary) {

  /** The fingerprint that offsets keep: other options may number changes otherwise. */
  public String fingerprint() {
    return "proto_version=1,messages=true,origin=any,publication=" + publication;
  }
}
