package io.walmirror.connector.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyRowTest {

  private static final List<SnapshotTable.Column> COLUMNS =
      List.of(
          new SnapshotTable.Column("\"a\"", false),
          new SnapshotTable.Column("\"b\"", true),
          new SnapshotTable.Column("\"c\"", false));

  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  @Test
  void aRowBehindTheHeaderIsATupleOfTheStream() {
    byte[] message =
        ByteBuffer.allocate(100)
            .put(HEADER)
            .putShort((short) 3)
            .putInt(4)
            .putInt(42)
            .putInt(1)
            .put((byte) 'x')
            .putInt(-1)
            .array();
    int at = CopyRow.begin(message);
    assertThat(at).isEqualTo(HEADER.length);
    assertThat(CopyRow.ends(message, at)).isFalse();
    Tuple tuple = CopyRow.tuple(message, at, COLUMNS);
    assertThat(tuple.columns()).isEqualTo(3);
    TupleReader reader = tuple.reader();
    assertThat(reader.next()).isEqualTo(Tuple.BINARY);
    assertThat(ByteBuffer.wrap(reader.bytes()).getInt(reader.valueAt())).isEqualTo(42);
    assertThat(reader.next()).isEqualTo(Tuple.TEXT);
    assertThat(reader.bytes()[reader.valueAt()]).isEqualTo((byte) 'x');
    assertThat(reader.next()).isEqualTo(Tuple.NULL);
  }

  @Test
  void aHeaderThatComesAloneAndTheEndAreNoRows() {
    assertThat(CopyRow.ends(HEADER, CopyRow.begin(HEADER))).isTrue();
    assertThat(CopyRow.ends(new byte[] {-1, -1}, 0)).isTrue();
  }

  @Test
  void whatIsNoBinaryCopyOrHasOtherColumnsIsRefused() {
    assertThatThrownBy(() -> CopyRow.begin("1\tx\n1\tx\n1\tx\n1\tx\n1\tx\n".getBytes(UTF_8)))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> CopyRow.tuple(new byte[] {0, 2, 0, 0, 0, 0}, 0, COLUMNS))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("3 columns");
  }
}
