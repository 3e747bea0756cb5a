package io.perpixel.spark;

import io.perpixel.image.BadImageException;
import io.perpixel.image.ImageDecoder;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads and decodes one image file; every way in which that fails becomes a {@link StageException}.
 */
final class ImageFile {
  /** With the default options. */
  static final ImageDecoder DECODER = new ImageDecoder();

  private ImageFile() {}

  /** As height x width x 3. */
  static Raster rgb(String file, ImageDecoder decoder, Configuration conf) throws StageException {
    return rgb(bytes(file, decoder, conf), decoder);
  }

  /** Likewise, of a file that has been read. */
  static Raster rgb(byte[] file, ImageDecoder decoder) throws StageException {
    return decode(file, decoder::rgb);
  }

  /** With one channel if it is grey, else three. */
  static Raster asStored(byte[] file, ImageDecoder decoder) throws StageException {
    return decode(file, decoder::decode);
  }

  /** A mask; see {@link ImageDecoder#mask}. */
  static Raster mask(byte[] file, MaskCoding coding, ImageDecoder decoder) throws StageException {
    return decode(file, bytes -> decoder.mask(bytes, coding));
  }

  private interface Decoding {
    Raster apply(byte[] bytes) throws BadImageException;
  }

  private static Raster decode(byte[] file, Decoding decoding) throws StageException {
    try {
      return decoding.apply(file);
    } catch (BadImageException e) {
      throw new StageException("decode", e.getMessage(), e);
    }
  }

  /** The whole file, if it is not larger than an image may be. */
  static byte[] bytes(String name, Configuration conf) throws StageException {
    return bytes(name, DECODER, conf);
  }

  /** Likewise, with the limit of a decoder. */
  static byte[] bytes(String name, ImageDecoder decoder, Configuration conf) throws StageException {
    Path file = new Path(name);
    try {
      FileSystem fs = file.getFileSystem(conf);
      decoder.requireSize(fs.getFileStatus(file).getLen());
      try (InputStream in = fs.open(file)) {
        return in.readAllBytes();
      }
    } catch (BadImageException e) {
      throw new StageException("decode", e.getMessage(), e);
    } catch (IOException e) {
      throw new StageException("read", "cannot be read: " + e, e);
    }
  }
}
