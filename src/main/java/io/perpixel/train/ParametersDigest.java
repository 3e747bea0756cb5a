package io.perpixel.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * {@code parameters_sha256}: SHA-256 of all parameters of a graph as little-endian float32 in graph
 * order. Two models are the same to the bit if and only if their digests are. Feed the arrays one
 * after the other; how they are cut does not matter.
 */
public final class ParametersDigest {
  private static final int CHUNK = 16 * 1024;

  private final MessageDigest sha256 = Sha256.start();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Adds the next parameters in graph order; the bits count, so -0 differs from 0. */
  public ParametersDigest add(float... parameters) {
    for (int from = 0; from < parameters.length; from += CHUNK) {
      int length = Math.min(CHUNK, parameters.length - from);
      buffer.clear();
      buffer.asFloatBuffer().put(parameters, from, length);
      sha256.update(buffer.array(), 0, length * Float.BYTES);
    }
    return this;
  }

  /** The digest in lower-case hexadecimal, after which this object starts anew. */
  public String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
