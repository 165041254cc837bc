package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Delete;
import io.walmirror.sink.command.Command.PutHash;
import io.walmirror.sink.command.HashShape;
import io.walmirror.sink.command.Keyspace;
import io.walmirror.sink.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/**
 * The rows of one call of the fence's script, as its head describes them. Field names are said once
 * for all rows of a shape.
 */
final class ScriptCall implements RowCall {

  /** Managed servers refuse more than 3,999 arguments. */
  private static final int MAX_ARGUMENTS = 3_900;

  /** How long a script may hold up other clients: this many rows and bytes. */
  private static final int MAX_ROWS = 50;

  private static final int MAX_BYTES = 256 * 1024;

  /** Arguments of a call beside its shapes and rows, and of a row beside its values. */
  private static final int ARGUMENTS_OF_CALL = 8;

  private static final int ARGUMENTS_OF_ROW = 7;

  private static final byte[][] NUMBERS = numbers();

  /** Whether each upsert of a call says when its row expires. */
  private static final byte[] EXPIRING = {'1'};

  private static final byte[] LASTING = {'0'};

  /** The states of a row whose fields are all set. */
  private static final byte[] ALL_SET = {};

  private final List<Command> rows = new ArrayList<>();
  private final List<Keyspace> keyspaces = new ArrayList<>();
  private final List<HashShape> shapes = new ArrayList<>();
  private final IdentityHashMap<HashShape, byte[]> shapeNumbers = new IdentityHashMap<>();
  private boolean expiring;
  private int arguments = ARGUMENTS_OF_CALL;
  private int bytes;

  @Override
  public boolean takes(Command command) {
    if (!(command instanceof PutHash) && !(command instanceof Delete)) {
      return false;
    }
    int more = ARGUMENTS_OF_ROW;
    if (command instanceof PutHash put) {
      more += put.fields().values().size();
      more += shapeNumbers.containsKey(put.shape()) ? 0 : 3 + put.shape().names().size();
    }
    boolean first = floorNumber(command.keyspace()) == 0;
    more += first ? 1 : 0;
    boolean full =
        rows.size() == MAX_ROWS
            || arguments + more > MAX_ARGUMENTS
            || bytes + command.size() > MAX_BYTES;
    if (full && !rows.isEmpty()) {
      return false;
    }
    if (command instanceof PutHash put) {
      boolean expires = put.origin().expiry().isPresent();
      if (expires != expiring && !shapes.isEmpty()) {
        return false;
      }
      expiring = expires;
    }
    rows.add(command);
    arguments += more;
    bytes += command.size();
    if (first) {
      keyspaces.add(command.keyspace());
    }
    if (command instanceof PutHash put && !shapeNumbers.containsKey(put.shape())) {
      shapes.add(put.shape());
      shapeNumbers.put(put.shape(), number(shapes.size()));
    }
    return true;
  }

  CommandArguments arguments(byte[] scriptName, byte[] tombstoneMillis, byte[] versionField) {
    CommandArguments call =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(scriptName)
            .add(number(keyspaces.size() + 3 * rows.size()));
    for (Keyspace keyspace : keyspaces) {
      call.add(SideKeys.floor(keyspace.name().array()));
    }
    for (Command row : rows) {
      byte[] key = key(row).array();
      byte[] tag = SideKeys.tag(key);
      call.add(key).add(SideKeys.version(tag, key)).add(SideKeys.lag(tag, key));
    }
    call.add(tombstoneMillis)
        .add(versionField)
        .add(number(keyspaces.size()))
        .add(number(shapes.size()))
        .add(expiring ? EXPIRING : LASTING);
    for (HashShape shape : shapes) {
      call.add(number(floorNumber(shape.keyspace())))
          .add(shape.fingerprint().array())
          .add(number(shape.names().size()));
      addAll(call, shape.names());
    }
    for (Command row : rows) {
      if (row instanceof PutHash put) {
        put(call, put);
      } else {
        call.add(Protocol.toByteArray(-floorNumber(row.keyspace()))).add(version(row));
      }
    }
    return call;
  }

  private static Bytes key(Command row) {
    return switch (row.kind()) {
      case PUT_HASH -> ((PutHash) row).key();
      case DELETE -> ((Delete) row).key();
      case INVALIDATE, PUT_DOCUMENT, EMPTY ->
          throw new IllegalArgumentException("no row: " + row.keyspace().name());
    };
  }

  /** From one on; nought if no row of this keyspace was taken. */
  private int floorNumber(Keyspace keyspace) {
    for (int i = 0; i < keyspaces.size(); i++) {
      if (keyspaces.get(i).equals(keyspace)) {
        return i + 1;
      }
    }
    return 0;
  }

  private void put(CommandArguments call, PutHash put) {
    call.add(shapeNumbers.get(put.shape()));
    put.origin().expiry().ifPresent(expiry -> call.add(Protocol.toByteArray(expiry.millis())));
    call.add(put.fields().states().map(Bytes::array).orElse(ALL_SET))
        .add(stamp(version(put), put.shape().fingerprint().array()));
    addAll(call, put.fields().values());
  }

  private static byte[] version(Command row) {
    return row.version().text().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What the version field holds: version, {@code #}, fingerprint. */
  private static byte[] stamp(byte[] version, byte[] fingerprint) {
    byte[] stamp = new byte[version.length + 1 + fingerprint.length];
    System.arraycopy(version, 0, stamp, 0, version.length);
    stamp[version.length] = '#';
    System.arraycopy(fingerprint, 0, stamp, version.length + 1, fingerprint.length);
    return stamp;
  }

  private static void addAll(CommandArguments call, List<Bytes> arguments) {
    for (Bytes argument : arguments) {
      call.add(argument.array());
    }
  }

  private static byte[] number(int number) {
    return number < NUMBERS.length ? NUMBERS[number] : Protocol.toByteArray(number);
  }

  private static byte[][] numbers() {
    byte[][] numbers = new byte[256][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Protocol.toByteArray(i);
    }
    return numbers;
  }
}
