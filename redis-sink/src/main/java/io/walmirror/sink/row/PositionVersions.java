package io.walmirror.sink.row;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.MalformedHeaderException;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/** Versions that are our positions, from the header that every data record of ours carries. */
public final class PositionVersions implements VersionSource {

  @Override
  public Version version(SinkRecord record) {
    Optional<String> text = HeaderTexts.read(record.headers(), HeaderNames.POSITION);
    if (text.isEmpty()) {
      throw new RejectedRecordException(
          Refusal.NO_VERSION,
          "the record has no header "
              + HeaderNames.POSITION
              + ", so that nobody can say whether it is newer than what Redis holds. The Walmirror"
              + " source connector writes it; see that transforms keep headers and that"
              + " header.converter of source and sink is SimpleHeaderConverter, StringConverter or"
              + " JsonConverter");
    }
    try {
      return new Version(VersionScheme.POSITION, text.get());
    } catch (IllegalArgumentException e) {
      throw new MalformedHeaderException(HeaderNames.POSITION, e.getMessage(), e);
    }
  }
}
