package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads PyTorch checkpoints ({@code .pth}, {@code .pt}) of both eras: the zip archives of PyTorch
 * 1.6 and later, and the rows of pickles before.
 *
 * <p>{@code TorchCheckpoint.read(Path.of("state.pth")).get("final.weight").floats()}
 *
 * <p>Reading takes memory for names and shapes only; a tensor's values are read when they are asked
 * for.
 */
public final class TorchCheckpoint {
  private static final int HEAD_BYTES = 512;
  private static final int TAR_MAGIC_AT = 257;

  private TorchCheckpoint() {}

  /**
   * The named tensors of a file, in its order.
   *
   * @see #read(CheckpointSource)
   */
  public static Map<String, TorchTensor> read(Path file) throws IOException {
    return read(CheckpointSource.of(file));
  }

  /**
   * The named tensors of a checkpoint, in its order. The state dict may lie under a customary name
   * ({@code state_dict}, {@code model}, …) or be the only dictionary of tensors; {@code module.} is
   * removed from the names if all have it.
   *
   * @throws TorchFormatException if this is not such a checkpoint, is damaged, or holds more than
   *     weights; nothing in it has been run
   * @throws IOException if it cannot be read
   */
  public static Map<String, TorchTensor> read(CheckpointSource source) throws IOException {
    byte[] head = new byte[(int) Math.min(HEAD_BYTES, source.size())];
    source.read(0, head, 0, head.length);
    Object root;
    if (ZipEra.recognises(head)) {
      root = ZipEra.read(source);
    } else if (LegacyEra.recognises(head)) {
      root = LegacyEra.read(source);
    } else {
      throw notACheckpoint(source, head);
    }
    return StateDict.find(source.name(), root);
  }

  private static TorchFormatException notACheckpoint(CheckpointSource source, byte[] head) {
    String start = new String(head, StandardCharsets.ISO_8859_1);
    if (start.isEmpty()) {
      return new TorchFormatException(
          source.name(),
          "this is not a checkpoint: the file is empty",
          TorchFormatException.DAMAGED);
    }
    if (start.startsWith("ustar", TAR_MAGIC_AT)) {
      return new TorchFormatException(
          source.name(),
          "this is a tar archive, the format of PyTorch before 0.2 if it is a checkpoint",
          "Load and save it again with PyTorch 0.4 to 2.5.");
    }
    return new TorchFormatException(
        source.name(),
        "this is not a checkpoint: it starts with "
            + quote(start.substring(0, Math.min(24, start.length())))
            + "; expected a zip archive or a pickle written by torch.save",
        "Give the .pth file itself (a download may have brought an error page instead).");
  }
}
