package dev.belfry.web.origin;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of hosts, in the one form in which browsers send them (the URL standard's). */
final class Hosts {

  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]+");

  /** What ends in a number is an IPv4 address to a browser, or no host at all. */
  private static final Pattern NUMBER_LAST = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  /** Browsers keep these letters, the JDK replaces them: it would name another host. */
  private static final Pattern READ_IN_TWO_WAYS =
      Pattern.compile("[\\u00df\\u1e9e\\u03c2\\u200c\\u200d]");

  private static final int WORDS = 8;

  private Hosts() {}

  /**
   * Lower case and ASCII; addresses in their shortest form, IPv6 in brackets.
   *
   * @throws IllegalArgumentException if no browser could send it; the message says why
   */
  static String canonical(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return "[" + compressed(ipv6(host)) + "]";
    }
    String name = ascii(host);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no host has such a name");
    }
    return NUMBER_LAST.matcher(name).matches() ? ipv4(name).getHostAddress() : name;
  }

  /** Whether a browser takes a host for its own machine, wherever names are looked up. */
  static boolean isLoopback(String host) {
    String name;
    try {
      name = canonical(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (name.startsWith("[")) {
      return ipv6(name).isLoopbackAddress();
    }
    return NUMBER_LAST.matcher(name).matches()
        ? ipv4(name).isLoopbackAddress()
        : name.equals("localhost") || name.endsWith(".localhost");
  }

  private static String ascii(String name) {
    if (READ_IN_TWO_WAYS.matcher(name).find()) {
      throw new IllegalArgumentException(
          "its host has a letter that is read in two ways; write the host's ASCII form, xn--…");
    }
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no host has such a name, or only in its ASCII form, xn--…", e);
    }
  }

  private static InetAddress ipv4(String text) {
    try {
      return Inet4Address.ofPosixLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its host ends in a number and is no IPv4 address", e);
    }
  }

  private static InetAddress ipv6(String bracketed) {
    String text = bracketed.substring(1, bracketed.length() - 1);
    try {
      if (text.indexOf('%') < 0) {
        return Inet6Address.ofLiteral(text);
      }
    } catch (IllegalArgumentException e) {
      // told below, as an address with a zone is
    }
    throw new IllegalArgumentException("what is in brackets is no IPv6 address");
  }

  /** As in RFC 5952, but for IPv4 addresses inside, which browsers write in hexadecimal too. */
  private static String compressed(InetAddress address) {
    int[] words = words(address);
    int start = WORDS;
    int length = 1; // a single zero is not left out
    for (int i = 0; i < WORDS; i++) {
      int end = i;
      while (end < WORDS && words[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(words[i]));
      }
    }
    return text.toString();
  }

  private static int[] words(InetAddress address) {
    byte[] bytes = address.getAddress();
    int[] words = new int[WORDS];
    int offset = 2 * WORDS - bytes.length; // of an IPv4 address: it was one inside IPv6
    if (offset > 0) {
      words[5] = 0xffff;
    }
    for (int i = 0; i < bytes.length; i++) {
      int place = (offset + i) / 2;
      words[place] = (words[place] << 8) | (bytes[i] & 0xff);
    }
    return words;
  }
}
