package io.perpixel.image;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Damaged pictures without end, the same for the same seed: bits flipped, bytes replaced, ends cut
 * off, pieces doubled or moved from one file into another, and sizes in headers blown up.
 */
public final class Mutations {
  private static final int[] SIZES = {0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, -1};

  private final Random random;
  private final List<byte[]> files = new ArrayList<>();
  private final List<String> suffixes = new ArrayList<>();
  private String suffix;

  /** Of the pictures of all kinds that the tests have. */
  public Mutations(long seed) throws IOException {
    this(seed, ".*\\.(jpg|png|gif|bmp|webp)");
  }

  /** Of those whose names match. */
  Mutations(long seed, String names) throws IOException {
    random = new Random(seed);
    Path pictures;
    try {
      pictures = Path.of(Mutations.class.getResource("/pictures").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    try (Stream<Path> found = Files.list(pictures)) {
      for (Path file : found.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.matches(names)) {
          files.add(Files.readAllBytes(file));
          suffixes.add(name.substring(name.lastIndexOf('.')));
        }
      }
    }
  }

  /** What the name of the file that {@link #next} gave would end with. */
  public String suffix() {
    return suffix;
  }

  /** One more. */
  public byte[] next() {
    int which = random.nextInt(files.size());
    suffix = suffixes.get(which);
    byte[] file = files.get(which).clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      file = mutated(file);
    }
    return file;
  }

  private byte[] mutated(byte[] file) {
    if (file.length < 8) {
      return file;
    }
    switch (random.nextInt(7)) {
      case 0 -> {
        for (int i = 1 << random.nextInt(6); i > 0; i--) {
          file[position(file)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> file[position(file)] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(file, random.nextInt(file.length));
      }
      case 3 -> {
        byte[] other = files.get(random.nextInt(files.size()));
        return joined(file, position(file), other, position(other));
      }
      case 4 -> {
        return joined(file, position(file), file, position(file));
      }
      case 5 -> {
        int size = SIZES[random.nextInt(SIZES.length)];
        int at = random.nextInt(Math.min(file.length, 200) - 4);
        int bytes = random.nextBoolean() ? 2 : 4;
        for (int i = 0; i < bytes; i++) {
          file[at + i] = (byte) (size >>> 8 * (bytes - 1 - i));
        }
      }
      default -> {
        int from = position(file);
        Arrays.fill(file, from, from + random.nextInt(file.length - from), (byte) random.nextInt());
      }
    }
    return file;
  }

  /** Half of them in the first bytes, where headers are. */
  private int position(byte[] file) {
    return random.nextInt(random.nextBoolean() ? file.length : Math.min(file.length, 200));
  }

  private static byte[] joined(byte[] head, int to, byte[] tail, int from) {
    byte[] all = Arrays.copyOf(head, to + tail.length - from);
    System.arraycopy(tail, from, all, to, tail.length - from);
    return all;
  }
}
