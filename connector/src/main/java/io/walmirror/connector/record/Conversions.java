package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.value.Codec;
import java.util.Optional;

/** Whether somebody else decides the form of a column. Asked when a plan is compiled. */
@FunctionalInterface
public interface Conversions {

  /** Nobody does. */
  Conversions NONE = (relation, column, optional) -> Optional.empty();

  /** The codec that is another's; {@code optional} is whether the column may be NULL. */
  Optional<Codec> of(Relation relation, Relation.Column column, boolean optional);
}
