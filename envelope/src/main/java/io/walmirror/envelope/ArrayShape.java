package io.walmirror.envelope;

import java.util.List;

/**
 * Of how many dimensions an array is, where the numbering of each begins and how many elements it
 * has. Its elements are in one list, those of the last dimension beside each other.
 */
public record ArrayShape(List<Dimension> dimensions) {

  /** PostgreSQL has no more dimensions than these. */
  public static final int MOST = 6;

  public ArrayShape {
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty() || dimensions.size() > MOST) {
      throw new IllegalArgumentException(dimensions.size() + " dimensions, not 1 to " + MOST);
    }
  }

  /** One of them; the first element's number may be anything, negative too. */
  public record Dimension(int first, int size) {
    public Dimension {
      if (size < 1) {
        throw new IllegalArgumentException("a dimension of " + size + " elements");
      }
    }

    /** The number of its last element. */
    public long last() {
      return (long) first + size - 1;
    }
  }

  /** How many elements it has in all. */
  public long elements() {
    long elements = 1;
    for (Dimension dimension : dimensions) {
      elements = Math.min(elements * dimension.size(), Integer.MAX_VALUE + 1L);
    }
    return elements;
  }

  /** Whether it is what a list is: one dimension, numbered from 1. */
  public boolean isList() {
    return dimensions.size() == 1 && dimensions.get(0).first() == 1;
  }
}
