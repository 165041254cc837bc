package io.walmirror.connector.value;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * What becomes of a column's values before anybody sees them; Debezium's results, but for every
 * column whose Connect value is a text or an array of texts. Used by one thread.
 */
public sealed interface ColumnMapping {

  /** A new value; of NULL too, which is null here. */
  Object apply(Object value);

  /** The same for an array of texts; of NULL too. */
  default Object applyToArray(List<?> values) {
    return values;
  }

  /** Tells of itself in a column's schema. */
  void describe(SchemaBuilder schema);

  /** The same for a column declared with this type; null where it leaves such a column alone. */
  ColumnMapping forColumn(int typeOid, int modifier);

  /** Whether it does what it says to every value of this schema. */
  boolean reaches(Schema schema);

  /** The codec of a column's values after this. */
  default Codec of(Codec codec, int typeOid, int modifier) {
    ColumnMapping own = forColumn(typeOid, modifier);
    return own == null ? codec : new MappedCodec(codec, own);
  }

  /** The declared length of a {@code varchar(n)} or {@code char(n)}; without one the longest. */
  private static int length(int typeOid, int modifier) {
    boolean declared = (typeOid == 1042 || typeOid == 1043) && modifier > 4;
    return declared ? modifier - 4 : Integer.MAX_VALUE;
  }

  private static void masked(SchemaBuilder schema) {
    schema.parameter("masked", "true");
  }

  /** Texts and bytes of no more than this length. */
  record Truncated(int length) implements ColumnMapping {
    @Override
    public Object apply(Object value) {
      if (value instanceof String text && text.length() > length) {
        return text.substring(0, length);
      }
      if (value instanceof ByteBuffer bytes && bytes.remaining() > length) {
        // A copy: behind a view somebody would find the rest.
        byte[] head = new byte[length];
        bytes.duplicate().get(head);
        return ByteBuffer.wrap(head);
      }
      return value;
    }

    @Override
    public boolean reaches(Schema schema) {
      return true;
    }

    @Override
    public void describe(SchemaBuilder schema) {
      schema.parameter("truncateLength", Integer.toString(length));
    }

    @Override
    public ColumnMapping forColumn(int typeOid, int modifier) {
      return ColumnMapping.length(typeOid, modifier) > length ? this : null;
    }
  }

  /** So many asterisks for a text, and for NULL; those alone for an array of texts. */
  record Masked(int length) implements ColumnMapping {
    @Override
    public Object apply(Object value) {
      return "*".repeat(length);
    }

    @Override
    public Object applyToArray(List<?> values) {
      return List.of(apply(values));
    }

    @Override
    public boolean reaches(Schema schema) {
      return isText(schema) || isTexts(schema);
    }

    @Override
    public void describe(SchemaBuilder schema) {
      masked(schema);
    }

    @Override
    public ColumnMapping forColumn(int typeOid, int modifier) {
      return this;
    }
  }

  /**
   * The salted hash of a text in hexadecimal, as long as the column; {@code serialized} hashes the
   * text as Java serializes it, which is Debezium's first version.
   */
  final class Hashed implements ColumnMapping {
    private final MessageDigest digest;
    private final byte[] salt;
    private final boolean serialized;
    private final int length;

    private Hashed(MessageDigest digest, byte[] salt, boolean serialized, int length) {
      this.digest = digest;
      this.salt = salt;
      this.serialized = serialized;
      this.length = length;
    }

    public static Hashed of(String algorithm, String salt, boolean serialized)
        throws NoSuchAlgorithmException {
      return new Hashed(
          MessageDigest.getInstance(algorithm),
          salt.getBytes(StandardCharsets.UTF_8),
          serialized,
          Integer.MAX_VALUE);
    }

    @Override
    public Object apply(Object value) {
      if (value == null) {
        return null;
      }
      digest.reset();
      digest.update(salt);
      String text = value.toString();
      byte[] hash =
          digest.digest(serialized ? serialized(text) : text.getBytes(StandardCharsets.UTF_8));
      String hex = HexFormat.of().formatHex(hash);
      return hex.length() > length ? hex.substring(0, length) : hex;
    }

    @Override
    public Object applyToArray(List<?> values) {
      if (values == null) {
        return null;
      }
      List<Object> hashes = new ArrayList<>(values.size());
      values.forEach(value -> hashes.add(apply(value)));
      return values instanceof ShapedArray shaped ? ShapedArray.of(hashes, shaped.shape()) : hashes;
    }

    @Override
    public boolean reaches(Schema schema) {
      return isText(schema) || isTexts(schema);
    }

    @Override
    public void describe(SchemaBuilder schema) {
      masked(schema);
    }

    @Override
    public ColumnMapping forColumn(int typeOid, int modifier) {
      return new Hashed(digest, salt, serialized, ColumnMapping.length(typeOid, modifier));
    }

    private static byte[] serialized(String text) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  /** True for what is one text. */
  static boolean isText(Schema schema) {
    return schema.type() == Schema.Type.STRING;
  }

  /** True for an array of texts. */
  static boolean isTexts(Schema schema) {
    return schema.type() == Schema.Type.ARRAY && isText(schema.valueSchema());
  }
}
