package io.perpixel.nn.weights;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes state dicts as {@code torch.save} does since PyTorch 1.6: a zip archive of stored entries
 * with the pickle {@code data.pkl} and each array's bytes, little endian, as {@code data/0}, {@code
 * data/1}, …, which begin at multiples of 64 so that they can be mapped into memory. {@code
 * torch.load(path, weights_only=True)} reads it. The same arrays give the same bytes.
 *
 * <p>The dictionary has no {@code _metadata} (versions of module classes), which {@code
 * load_state_dict} asks for only to bring files of before PyTorch 0.4.1 up to date.
 */
final class TorchWriter {
  private static final String FOLDER = "archive/";
  private static final int ALIGNMENT = 64;

  /** Bytes of a local file header beside its name and extra field. */
  private static final int HEADER = 30;

  /** Bytes of an extra field beside its content. */
  private static final int EXTRA_HEADER = 4;

  /** Of every entry. Of the format's first moment Java would write more, in another extra field. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final CountedOutput counted;
  private final ZipOutputStream zip;

  private TorchWriter(OutputStream out) {
    counted = new CountedOutput(out);
    zip = new ZipOutputStream(counted);
  }

  /** One array of a state dict: its values are asked for twice. */
  record Array(String name, TorchDtype dtype, long[] shape, Values values) {
    long elements() {
      return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
  }

  /** Writes an array's elements in C order, little endian. */
  @FunctionalInterface
  interface Values {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes all of them, in this order; does not close {@code out}. */
  static void write(List<Array> arrays, OutputStream out) throws IOException {
    TorchWriter writer = new TorchWriter(out);
    // PyTorch takes the folder's name from the first entry.
    writer.entry("data.pkl", pickle(arrays));
    writer.entry(".format_version", "1");
    writer.entry(".storage_alignment", Integer.toString(ALIGNMENT));
    writer.entry("byteorder", "little");
    for (int i = 0; i < arrays.size(); i++) {
      writer.entry("data/" + i, arrays.get(i).values());
    }
    writer.entry("version", "3\n");
    writer.zip.finish();
  }

  private static byte[] pickle(List<Array> arrays) {
    PickleWriter pickle = new PickleWriter().orderedDict().op('(');
    for (int i = 0; i < arrays.size(); i++) {
      Array array = arrays.get(i);
      pickle.text(array.name()).global("torch._utils", "_rebuild_tensor_v2").op('(');
      // The persistent id of the storage, of which the tensor is the whole.
      pickle.op('(').text("storage").global("torch", array.dtype().storageClass());
      pickle.text(Integer.toString(i)).text("cpu").number(array.elements()).op('t').op('Q');
      pickle.number(0).tuple(array.shape()).tuple(strides(array.shape()));
      // No gradient is wanted, and there are no hooks.
      pickle.op(0x89).orderedDict().op('t').op('R');
    }
    return pickle.op('u').stop();
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= Math.max(1, shape[d]);
    }
    return strides;
  }

  private void entry(String name, String content) throws IOException {
    entry(name, content.getBytes(StandardCharsets.US_ASCII));
  }

  private void entry(String name, byte[] content) throws IOException {
    entry(name, out -> out.write(content));
  }

  private void entry(String name, Values content) throws IOException {
    // Size and checksum stand before what they are of: made twice, which is cheaper than kept.
    CountedOutput size = new CountedOutput(OutputStream.nullOutputStream());
    CheckedOutputStream sum = new CheckedOutputStream(size, new CRC32());
    content.writeTo(sum);
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size.bytes);
    entry.setCrc(sum.getChecksum().getValue());
    entry.setTimeLocal(TIME);
    entry.setExtra(padding(counted.bytes + HEADER + entry.getName().length() + EXTRA_HEADER));
    zip.putNextEntry(entry);
    OutputStream buffered = new BufferedOutputStream(zip);
    content.writeTo(buffered);
    buffered.flush();
    zip.closeEntry();
  }

  /** An extra field, named FB as PyTorch's own, that moves what follows it to the next multiple. */
  private static byte[] padding(long position) {
    int filled = (int) Math.floorMod(-position, (long) ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER + filled];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) filled;
    return extra;
  }

  private static final class CountedOutput extends FilterOutputStream {
    private long bytes;

    CountedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] block, int from, int length) throws IOException {
      out.write(block, from, length);
      bytes += length;
    }
  }
}
