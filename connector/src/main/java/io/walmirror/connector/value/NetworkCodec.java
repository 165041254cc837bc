package io.walmirror.connector.value;

import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code inet} and {@code cidr} as PostgreSQL prints them. The binary form is the family, the
 * length of the network's part in bits, whether it is a {@code cidr}, the length of the address and
 * the address.
 */
final class NetworkCodec implements Codec {

  private static final int IPV4 = 2;
  private static final int IPV6 = 3;

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    if (length < 4) {
      throw new MalformedValueException("inet", "a header of 4 bytes expected");
    }
    int family = bytes[at];
    int network = bytes[at + 1] & 0xff;
    boolean cidr = bytes[at + 2] != 0;
    int size = family == IPV4 ? 4 : 16;
    if ((family != IPV4 && family != IPV6) || length != 4 + size || bytes[at + 3] != size) {
      throw new MalformedValueException("inet", "neither an IPv4 nor an IPv6 address");
    }
    StringBuilder text = new StringBuilder(48);
    if (family == IPV4) {
      appendIpv4(text, bytes, at + 4);
    } else {
      appendIpv6(text, bytes, at + 4);
    }
    if (cidr || network != size * 8) {
      text.append('/').append(network);
    }
    return text.toString();
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return Codec.string(bytes, at, length);
  }

  @Override
  public Object zero() {
    return "";
  }

  private static void appendIpv4(StringBuilder text, byte[] bytes, int at) {
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(bytes[at + i] & 0xff);
    }
  }

  /** The first of the longest runs of two or more zero groups is left out. */
  private static void appendIpv6(StringBuilder text, byte[] bytes, int at) {
    int run = -1;
    int runLength = 1;
    for (int group = 0; group < 8; group++) {
      int end = group;
      while (end < 8 && Bytes.int2(bytes, at + 2 * end) == 0) {
        end++;
      }
      if (end - group > runLength) {
        run = group;
        runLength = end - group;
      }
      group = Math.max(group, end);
    }
    for (int group = 0; group < 8; group++) {
      if (group == run) {
        text.append("::");
        group += runLength - 1;
        continue;
      }
      if (group > 0 && group != run + runLength) {
        text.append(':');
      }
      if (group == 6 && run == 0 && holdsIpv4(bytes, at, runLength)) {
        appendIpv4(text, bytes, at + 12);
        return;
      }
      text.append(Integer.toHexString(Bytes.int2(bytes, at + 2 * group) & 0xffff));
    }
  }

  private static boolean holdsIpv4(byte[] bytes, int at, int zeros) {
    return zeros == 6 || (zeros == 5 && Bytes.int2(bytes, at + 10) == -1);
  }
}
