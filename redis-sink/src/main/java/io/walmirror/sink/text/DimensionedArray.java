package io.walmirror.sink.text;

import io.walmirror.envelope.ArrayShape;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;

/** The elements of an array, in one row, that has several dimensions or is not numbered from 1. */
public final class DimensionedArray extends AbstractCollection<Object> {

  private final Collection<?> elements;
  private final ArrayShape shape;

  private DimensionedArray(Collection<?> elements, ArrayShape shape) {
    this.elements = elements;
    this.shape = shape;
  }

  /** The same value where it is no array of as many elements: somebody changed it on its way. */
  public static Object of(Object value, ArrayShape shape) {
    return value instanceof Collection<?> elements && elements.size() == shape.elements()
        ? new DimensionedArray(elements, shape)
        : value;
  }

  ArrayShape shape() {
    return shape;
  }

  @Override
  @SuppressWarnings("unchecked") // Nothing is put in.
  public Iterator<Object> iterator() {
    return (Iterator<Object>) elements.iterator();
  }

  @Override
  public int size() {
    return elements.size();
  }
}
