package io.walmirror.connector.value;

import io.walmirror.envelope.ArrayShape;
import java.util.AbstractList;
import java.util.List;

/**
 * The elements of an array that is no plain list: of several dimensions, or not numbered from 1.
 * Connect has no form for that, so that it is a list that knows.
 */
public final class ShapedArray extends AbstractList<Object> {

  private final List<Object> elements;
  private final ArrayShape shape;

  private ShapedArray(List<Object> elements, ArrayShape shape) {
    this.elements = elements;
    this.shape = shape;
  }

  /** A plain list where the shape is one. */
  static List<Object> of(List<Object> elements, ArrayShape shape) {
    return shape.isList() ? elements : new ShapedArray(elements, shape);
  }

  public ArrayShape shape() {
    return shape;
  }

  @Override
  public Object get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }
}
