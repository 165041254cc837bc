package io.walmirror.stack.server;

import io.walmirror.stack.process.StackException;

/** Reads where servers come from out of system properties. */
final class Origins {

  private Origins() {}

  /**
   * The origin that the property {@code servers} asks for, with the image or address that goes with
   * it.
   */
  static Origin of(String imageProperty, String defaultImage, String addressProperty) {
    String servers = System.getProperty("servers", "embedded");
    return switch (servers) {
      case "embedded" -> new Origin.Embedded();
      case "containers" -> new Origin.Container(System.getProperty(imageProperty, defaultImage));
      case "external" -> external(addressProperty);
      default ->
          throw new StackException(
              "-Dservers=" + servers + " is not known; it is embedded, containers or external");
    };
  }

  /** As {@link #of}, for servers that have no container: they stay embedded beside containers. */
  static Origin withoutContainer(String addressProperty) {
    return System.getProperty("servers", "embedded").equals("external")
        ? external(addressProperty)
        : new Origin.Embedded();
  }

  private static Origin external(String addressProperty) {
    String address = System.getProperty(addressProperty, "");
    // Whoever has only some servers of their own gets the others embedded.
    return address.isEmpty() ? new Origin.Embedded() : new Origin.External(address);
  }
}
