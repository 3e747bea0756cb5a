package io.perpixel.image;

/** The label lists beside {@link Cifar10Sheet}s: one flat JSON array of integers. */
public final class Cifar10Labels {
  private Cifar10Labels() {}

  /**
   * Parses such a list; whether each number is a class is checked where it is used.
   *
   * @param name file name, for messages
   * @throws BadImageException if the text is not a flat array of integers
   */
  public static int[] parse(String name, String json) throws BadImageException {
    String text = json.strip();
    if (!text.startsWith("[") || !text.endsWith("]") || text.length() < 2) {
      throw new BadImageException(name + " is not a JSON array of labels (truncated?)");
    }
    String list = text.substring(1, text.length() - 1).strip();
    if (list.isEmpty()) {
      throw new BadImageException(name + " has no labels");
    }
    String[] parts = list.split(",", -1);
    int[] labels = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        labels[i] = Integer.parseInt(parts[i].strip());
      } catch (NumberFormatException e) {
        throw new BadImageException(
            "%s: label %d is '%s', expected an integer"
                .formatted(
                    name,
                    i,
                    parts[i].strip().substring(0, Math.min(20, parts[i].strip().length()))),
            e);
      }
    }
    return labels;
  }
}
