package io.perpixel.nn.weights;

import java.io.IOException;

/** A file is not a NumPy array that can be read. The message says what was found and expected. */
public final class NpyFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  NpyFormatException(String file, String problem) {
    super(file + ": " + problem + ". Write it with numpy.save(path, array.astype('float32')).");
  }
}
