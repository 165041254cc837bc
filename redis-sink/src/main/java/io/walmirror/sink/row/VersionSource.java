package io.walmirror.sink.row;

import org.apache.kafka.connect.sink.SinkRecord;

/** Where the versions of a mapping come from: one scheme for all its records. */
public interface VersionSource {

  /** The record's version; a record without one of this scheme is rejected. */
  Version version(SinkRecord record);
}
