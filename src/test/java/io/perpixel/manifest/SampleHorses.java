package io.perpixel.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes {@code data-manifests/sample-horses} from the real CIFAR-10, in its own record layout.
 *
 * <pre>{@code
 * submit/perpixel fetch --manifest data-manifests/cifar10.json --to data/cifar10
 * mvn -q test-compile
 * java -cp target/test-classes io.perpixel.manifest.SampleHorses data/cifar10 data-manifests/sample-horses
 * }</pre>
 *
 * The digests in {@code data-manifests/cifar10-sample.json} tell whether the result is the same.
 */
final class SampleHorses {
  static final int RECORD = 3073;
  static final int HORSE = 7;

  private SampleHorses() {}

  /**
   * @param args the directory with CIFAR-10's {@code .bin} files, and the one for the sample
   */
  public static void main(String[] args) throws IOException {
    Path from = Path.of(args[0]);
    Path to = Files.createDirectories(Path.of(args[1]));
    byte[] train = Files.readAllBytes(from.resolve("data_batch_1.bin"));
    byte[] test = Files.readAllBytes(from.resolve("test_batch.bin"));
    Files.write(to.resolve("data_batch_1.bin"), choose(train, 200, Set.of(0, 1, 2, 3, 4)));
    Files.write(to.resolve("test_batch.bin"), choose(test, 80, Set.of(0, 5, 6, 8, 9)));
  }

  /** The first so many horses and the first image of each other class, in the batch's order. */
  static byte[] choose(byte[] batch, int horses, Set<Integer> others) {
    ByteArrayOutputStream chosen = new ByteArrayOutputStream();
    Set<Integer> wanted = new HashSet<>(others);
    int found = 0;
    for (int at = 0; at + RECORD <= batch.length; at += RECORD) {
      boolean horse = batch[at] == HORSE && found < horses;
      found += horse ? 1 : 0;
      if (horse || wanted.remove((int) batch[at])) {
        chosen.write(batch, at, RECORD);
      }
    }
    return chosen.toByteArray();
  }
}
