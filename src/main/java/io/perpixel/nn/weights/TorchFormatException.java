package io.perpixel.nn.weights;

import java.io.IOException;

/**
 * A file is not a PyTorch checkpoint that can be read. The message says what was found and what to
 * do.
 */
public final class TorchFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  static final String DAMAGED = "The file is cut short or damaged: fetch or copy it again.";
  static final String SAVE_STATE_DICT =
      "Save only the weights in PyTorch: torch.save(model.state_dict(), path).";

  private static final int LONGEST_QUOTE = 100;

  TorchFormatException(String file, String problem, String remedy) {
    super(file + ": " + problem + ". " + remedy);
  }

  /** Text out of a hostile file, made fit for a log line: short, and without control characters. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.codePoints()
        .limit(LONGEST_QUOTE)
        .forEach(c -> quoted.appendCodePoint(isPrintable(c) ? c : '?'));
    return quoted.append(text.length() > LONGEST_QUOTE ? "…'" : "'").toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
