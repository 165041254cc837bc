package io.walmirror.connector.snapshot;

/** What is kept of a leaf, in a few bytes: hashes of its file and of how it belongs to its root. */
record KnownLeaf(long file, long link) {

  private static final long LINKS = 36 * 36 * 36;

  static KnownLeaf of(FormLeaf leaf) {
    return new KnownLeaf(
        leaf.file() & 0xffff_ffffL,
        leaf.link().isEmpty() ? 0 : Math.floorMod(leaf.link().hashCode(), LINKS));
  }
}
