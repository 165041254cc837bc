package io.walmirror.connector.foreign;

/** Classes of other people's, beside the plugin's own or where the worker looks. */
public final class ForeignClass {

  private ForeignClass() {}

  public static Class<?> named(String name) throws ClassNotFoundException {
    ClassLoader own = ForeignClass.class.getClassLoader();
    try {
      return Class.forName(name, true, own);
    } catch (ClassNotFoundException e) {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      if (context == null || context.equals(own)) {
        throw e;
      }
      return Class.forName(name, true, context);
    }
  }
}
