package io.walmirror.stack.up.mirror;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * The keys in Redis. A keyspace is what stands before the first {@code :} that is followed by a
 * row's key.
 *
 * <p>Used by one thread.
 */
public interface Keyspaces {

  /** The row keys that a keyspace has. */
  Set<String> keys(String keyspace) throws UnreadableException;

  /** What Redis holds under these row keys of a keyspace. */
  Map<String, Held> held(String keyspace, Collection<String> keys) throws UnreadableException;
}
