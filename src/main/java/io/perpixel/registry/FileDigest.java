package io.perpixel.registry;

import io.perpixel.train.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * By which a file is known again.
 *
 * @param size in bytes
 * @param sha256 in hexadecimal digits
 */
public record FileDigest(long size, String sha256) {
  /** Of what a stream still holds. */
  static FileDigest of(InputStream in) throws IOException {
    return of(in::transferTo);
  }

  /** Of what a content writes. */
  static FileDigest of(Content content) throws IOException {
    MessageDigest digest = SealedJson.sha256();
    Counted counted = new Counted();
    content.writeTo(new DigestOutputStream(counted, digest));
    return new FileDigest(counted.bytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static final class Counted extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int from, int length) {
      bytes += length;
    }
  }
}
