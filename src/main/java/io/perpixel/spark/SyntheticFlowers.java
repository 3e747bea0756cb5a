package io.perpixel.spark;

import io.perpixel.image.Jpeg;
import io.perpixel.image.Layout;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.NumberMat;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.synthetic.flower.FlowerExample;
import io.perpixel.image.synthetic.flower.FlowerGenerator;
import io.perpixel.image.synthetic.flower.Species;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes synthetic flowers in Oxford17's layout: {@code jpg/image_0001.jpg}, trimaps in its
 * colours, and {@code datasplits.mat}. As there, images (c * 80 + 1) and following are of species
 * c, half of each species is for training and a quarter each for validation and testing, in three
 * ways, and five of eight images have a trimap. Beside them {@code species/} holds masks that tell
 * the species, 1 to 17, as PNGs with a palette.
 */
public final class SyntheticFlowers {
  /** Directory of the masks that tell the species. */
  public static final String SPECIES = "species";

  /** As many as Oxford17 has of each species: numbers tell the species there and here. */
  private static final int NUMBERS = 80;

  private static final int KINDS = Species.values().length;

  /** Two of each species, one for training. */
  public static final int FEWEST = 2 * KINDS;

  /** All numbers taken. */
  public static final int MOST = NUMBERS * KINDS;

  private static final int DIVISIONS = 3;
  private static final int[] TRIMAP = {0x808000, 0x800000};

  private final SyntheticSettings settings;
  private final Configuration conf;

  /** With these settings; images {@value #FEWEST} to {@value #MOST}. */
  public SyntheticFlowers(SyntheticSettings settings, Configuration conf) {
    this.settings = settings;
    this.conf = conf;
  }

  /**
   * Writes the tree, unless an equal one is there.
   *
   * @param backgrounds photographs, uint8 HWC with three channels
   * @param digest identifies them
   * @return whether it was written
   * @throws IllegalArgumentException if there is something else at the destination
   */
  public boolean write(String to, List<Raster> backgrounds, InputDigest digest) throws IOException {
    FlowerGenerator generator = new FlowerGenerator(settings.height(), settings.width());
    byte[] record = settings.record(FlowerExample.RULE, backgrounds, digest);
    return new SyntheticTree(to, conf)
        .write(
            readme(),
            record,
            files -> {
              SplittableRandom random = new SplittableRandom(settings.seed());
              for (int kind = 0; kind < KINDS; kind++) {
                for (int number : numbers(kind)) {
                  Raster photograph = backgrounds.get(random.nextInt(backgrounds.size()));
                  FlowerExample example =
                      FlowerExample.of(
                          generator, Species.values()[kind], photograph, settings.seed(), number);
                  write(files, number, kind, example);
                }
              }
              files.put(
                  "datasplits.mat",
                  NumberMat.encode(divisions(random), "MATLAB 5.0 MAT-file, SYNTHETIC flowers"));
            });
  }

  /** Image numbers of a species, from 1. */
  private List<Integer> numbers(int kind) {
    int count = settings.images() / KINDS + (kind < settings.images() % KINDS ? 1 : 0);
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      numbers.add(kind * NUMBERS + i);
    }
    return numbers;
  }

  private void write(SyntheticTree.Files files, int number, int kind, FlowerExample example)
      throws IOException {
    String name = "image_%04d".formatted(number);
    files.put("jpg/" + name + ".jpg", Jpeg.encode(example.image()));
    if (number * 5 % 8 < 5) {
      files.put("trimaps/" + name + ".png", Png.encode(trimap(example.classes())));
      files.put(SPECIES + "/" + name + ".png", Png.encodeClasses(species(example.classes(), kind)));
    }
  }

  private static Raster trimap(Raster classes) {
    byte[] in = classes.bytes();
    byte[] rgb = new byte[3 * in.length];
    for (int i = 0; i < in.length; i++) {
      int colour = (in[i] & 255) == MaskCoding.IGNORED ? 0 : TRIMAP[in[i]];
      for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = (byte) (colour >> 16 - 8 * c);
      }
    }
    return Raster.uint8(classes.height(), classes.width(), 3, Layout.HWC, rgb);
  }

  private static Raster species(Raster classes, int kind) {
    byte[] species = classes.bytes().clone();
    for (int i = 0; i < species.length; i++) {
      species[i] = species[i] == 1 ? (byte) (kind + 1) : species[i];
    }
    return Raster.uint8(classes.height(), classes.width(), 1, Layout.HWC, species);
  }

  /** Three times, each species is shuffled and cut into a half and two quarters. */
  private Map<String, int[]> divisions(SplittableRandom random) {
    Map<String, int[]> lists = new LinkedHashMap<>();
    for (int division = 1; division <= DIVISIONS; division++) {
      List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int kind = 0; kind < KINDS; kind++) {
        List<Integer> numbers = numbers(kind);
        for (int i = numbers.size() - 1; i > 0; i--) {
          int other = random.nextInt(i + 1);
          numbers.set(i, numbers.set(other, numbers.get(i)));
        }
        int train = (numbers.size() + 1) / 2;
        int validation = train + (numbers.size() - train + 1) / 2;
        parts.get(0).addAll(numbers.subList(0, train));
        parts.get(1).addAll(numbers.subList(train, validation));
        parts.get(2).addAll(numbers.subList(validation, numbers.size()));
      }
      List<String> names = List.of("trn", "val", "tst");
      for (int p = 0; p < names.size(); p++) {
        lists.put(
            names.get(p) + division,
            parts.get(p).stream().mapToInt(Integer::intValue).sorted().toArray());
      }
    }
    return lists;
  }

  private static String readme() {
    return """
    SYNTHETIC DATA. These flowers are drawn; none of them grew, and figures on them say nothing about photographs.

    %s

    The files are laid out as Oxford17's: jpg/, trimaps/ (flower 128,0,0; background 128,128,0; nothing said 0,0,0) for five
    of eight images, and datasplits.mat. species/ holds masks with class indices, 0 background, 1 to 17 the species, 255
    nothing said. Made by perpixel synthesize flowers; %s says with which settings. Equal settings and backgrounds
    make equal files.
    """
        .formatted(FlowerExample.RULE, SyntheticTree.RECORD);
  }
}
