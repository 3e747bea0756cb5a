package io.perpixel.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Turns CIFAR-10 as PNG sheets back into the binary batches that the university publishes.
 *
 * <p>A sheet {@code data_batch_N.png} is 1024 wide and has one image per row: the 32x32 pixels in
 * row-major order, RGB. Labels stand apart, in {@code train_lables.json} (sic; the five batches
 * after one another) and {@code test_lables.json}. A binary record is 3073 bytes: the label, then
 * 1024 red, 1024 green and 1024 blue values.
 */
final class CifarPng {
  private static final int PIXELS = 32 * 32;
  private static final int CLASSES = 10;

  /**
   * A real sheet has 10,000 rows; whatever claims far more is not CIFAR and must not be decoded.
   */
  private static final int MAX_ROWS = 50_000;

  private static final List<String> TRAIN =
      List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5");
  private static final List<String> TEST = List.of("test_batch");

  private CifarPng() {}

  /**
   * Converts the sheets in {@code from}; sheets that are absent are passed over.
   *
   * @param from directory with the sheets and the two label files
   * @param to existing directory that receives {@code data_batch_N.bin} and {@code test_batch.bin}
   * @throws IOException if a sheet or label file is missing its partner, or is not what it should
   *     be
   */
  static void convert(Path from, Path to) throws IOException {
    convert(from, "train_lables.json", TRAIN, to);
    convert(from, "test_lables.json", TEST, to);
  }

  private static void convert(Path from, String labelFile, List<String> batches, Path to)
      throws IOException {
    int[] labels = labels(from.resolve(labelFile));
    int next = 0;
    for (String batch : batches) {
      Path sheet = from.resolve(batch + ".png");
      if (Files.exists(sheet)) {
        next = convertSheet(sheet, labels, next, to.resolve(batch + ".bin"));
      }
    }
    if (next != labels.length) {
      throw new IOException(
          "%s has %d labels, but its sheets in %s have %d rows"
              .formatted(labelFile, labels.length, from, next));
    }
  }

  private static int[] labels(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "the label file " + file.getFileName() + " is missing from " + file.getParent());
    }
    int[] labels;
    try {
      labels = new ObjectMapper().readValue(file.toFile(), int[].class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a JSON array of numbers: " + e.getOriginalMessage(), e);
    }
    if (labels == null) {
      throw new IOException(file + " is not a JSON array of numbers: found null");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= CLASSES) {
        throw new IOException(
            "%s: label %d is %d, expected 0..%d".formatted(file, i, labels[i], CLASSES - 1));
      }
    }
    return labels;
  }

  private static int convertSheet(Path sheet, int[] labels, int first, Path to) throws IOException {
    Raster raster = decode(sheet);
    int rows = raster.getHeight();
    if (first + rows > labels.length) {
      throw new IOException(
          "%s: rows end at label %d, but there are only %d labels"
              .formatted(sheet, first + rows, labels.length));
    }
    byte[] record = new byte[1 + 3 * PIXELS];
    int[] rgb = new int[3 * PIXELS];
    try (OutputStream out = StagedOutput.open(to)) {
      for (int row = 0; row < rows; row++) {
        raster.getPixels(0, row, PIXELS, 1, rgb);
        record[0] = (byte) labels[first + row];
        for (int p = 0; p < PIXELS; p++) {
          record[1 + p] = (byte) rgb[3 * p];
          record[1 + PIXELS + p] = (byte) rgb[3 * p + 1];
          record[1 + 2 * PIXELS + p] = (byte) rgb[3 * p + 2];
        }
        out.write(record);
      }
    }
    return first + rows;
  }

  /** The whole sheet in memory: 30 MB for 10,000 images. Its header is checked before. */
  private static Raster decode(Path sheet) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(sheet.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width != PIXELS || height > MAX_ROWS) {
          throw new IOException(
              "%s is %d wide and %d high, expected 1024 wide and at most %d high (one image per row)"
                  .formatted(sheet, width, height, MAX_ROWS));
        }
        Raster raster = reader.read(0).getRaster();
        if (raster.getNumBands() != 3 || raster.getSampleModel().getSampleSize(0) != 8) {
          throw new IOException(
              "%s has %d channels of %s bits, expected RGB of 8 bits"
                  .formatted(
                      sheet,
                      raster.getNumBands(),
                      Arrays.toString(raster.getSampleModel().getSampleSize())));
        }
        return raster;
      } catch (IIOException | RuntimeException e) {
        // The JDK's PNG reader throws either for broken headers, palettes and data.
        throw new IOException(sheet + " is not a readable PNG: " + e.getMessage(), e);
      } finally {
        reader.dispose();
      }
    }
  }
}
