package io.perpixel.job;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.TargetKind;
import io.perpixel.train.Example;
import java.io.Serializable;
import java.util.Random;

/** Makes RGB images of noise with targets that a model can learn from, each the same every time. */
final class RandomExample implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int RGB = 3;

  private final TargetKind kind;
  private final int classes;
  private final int height;
  private final int width;

  RandomExample(ModelSpec model, int height, int width) {
    kind = model.target();
    classes = model.outputChannels();
    this.height = height;
    this.width = width;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** The example of that number. */
  Example make(int number) {
    Random random = new Random(number);
    byte[] image = new byte[height * width * RGB];
    random.nextBytes(image);
    return new Example(
        "%09d".formatted(number),
        Raster.uint8(height, width, RGB, Layout.HWC, image),
        target(random));
  }

  private Raster target(Random random) {
    int pixels = height * width;
    return switch (kind) {
      case COLOURS, CLASSES -> {
        byte[] labels = new byte[pixels];
        for (int i = 0; i < pixels; i++) {
          labels[i] = (byte) random.nextInt(classes);
        }
        yield Raster.uint8(height, width, 1, Layout.HWC, labels);
      }
      case MAP -> {
        float[] values = new float[pixels];
        for (int i = 0; i < pixels; i++) {
          values[i] = random.nextFloat();
        }
        yield Raster.float32(height, width, 1, Layout.HWC, values);
      }
    };
  }
}
