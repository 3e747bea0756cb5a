package io.perpixel.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * One expected digest.
 *
 * @param algorithm JCA name: {@code MD5}, {@code SHA-256} or {@code SHA-512}
 * @param hex the digest in lower-case hexadecimal
 */
public record Checksum(String algorithm, String hex) {
  private static final HexFormat HEX = HexFormat.of();

  /** Refuses digests whose length does not fit the algorithm. */
  public Checksum {
    int expected = 2 * newDigest(algorithm).getDigestLength();
    if (hex.length() != expected || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IllegalArgumentException(
          "'%s' is not %d hexadecimal digits of %s".formatted(hex, expected, algorithm));
    }
    hex = hex.toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Reads a subresource-integrity string, the form in which npm names its digests.
   *
   * @param text {@code sha512-} and 64 bytes in Base64
   * @throws IllegalArgumentException if it is anything else
   */
  static Checksum ofIntegrity(String text) {
    String prefix = "sha512-";
    if (!text.startsWith(prefix)) {
      throw new IllegalArgumentException("'" + text + "' does not start with " + prefix);
    }
    byte[] digest = Base64.getDecoder().decode(text.substring(prefix.length()));
    return new Checksum("SHA-512", HEX.formatHex(digest));
  }

  /** A digest of this algorithm, ready to be fed. */
  MessageDigest start() {
    return newDigest(algorithm);
  }

  static String hex(MessageDigest digest) {
    return HEX.formatHex(digest.digest());
  }

  static MessageDigest newDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("unknown digest algorithm " + algorithm, e);
    }
  }
}
