package io.perpixel.registry;

import io.perpixel.train.Content;
import io.perpixel.train.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
    Measured measured = new Measured(OutputStream.nullOutputStream());
    in.transferTo(measured);
    return measured.digest();
  }

  /** Of a content, which is written nowhere. */
  static FileDigest of(Content content) throws IOException {
    Measured measured = new Measured(OutputStream.nullOutputStream());
    content.writeTo(measured);
    return measured.digest();
  }

  /** Of a content, while it is written to a file of a store. */
  static FileDigest write(Content content, String path, Store store) throws IOException {
    Measured[] measured = new Measured[1];
    store.write(
        path,
        out -> {
          measured[0] = new Measured(out);
          content.writeTo(measured[0]);
        });
    return measured[0].digest();
  }

  /** Counts and digests what passes. */
  private static final class Measured extends OutputStream {
    private final OutputStream out;
    private final MessageDigest sha256 = Sha256.start();
    private long size;

    Measured(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      sha256.update(bytes, from, length);
      size += length;
    }

    FileDigest digest() {
      return new FileDigest(size, HexFormat.of().formatHex(sha256.digest()));
    }
  }
}
