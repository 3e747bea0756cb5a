package io.perpixel.train;

import com.fasterxml.jackson.core.JacksonException;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code model.zip}: DL4J's own model file ({@code ModelSerializer} reads it) with one entry of
 * ours beside, {@code perpixel.json}. Also the format of checkpoints, which say in {@code
 * progress.json} how far an unfinished epoch had come.
 *
 * @param graph the model
 * @param info what it is
 * @param progress of the epoch that was not finished when it was written
 */
public record ModelFile(ComputationGraph graph, ModelInfo info, EpochProgress progress) {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String UPDATER = "updaterState.bin";
  private static final String INFO = "perpixel.json";
  private static final String PROGRESS = "progress.json";
  private static final Set<String> ENTRIES =
      Set.of(CONFIGURATION, COEFFICIENTS, UPDATER, INFO, PROGRESS);

  /** Largest entry accepted: 2 GiB, what a Java array holds. */
  private static final long LIMIT = Integer.MAX_VALUE - 8;

  /** More than the configuration and what stands around the entries take. */
  private static final int BESIDE_VALUES = 1 << 18;

  /** A model between two epochs. */
  public ModelFile(ComputationGraph graph, ModelInfo info) {
    this(graph, info, EpochProgress.NONE);
  }

  /** The same model, at that point of an epoch. */
  public ModelFile at(EpochProgress within) {
    return new ModelFile(graph, info, within);
  }

  /**
   * Writes the file; entries are stored, not compressed, since parameters do not compress.
   *
   * @param withOptimiser whether the optimiser's state is kept, so that training can go on
   */
  public void write(OutputStream out, boolean withOptimiser) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    entry(zip, INFO, Content.of(info.toBytes()));
    if (progress.hasBegun()) {
      entry(zip, PROGRESS, Content.of(Json.MAPPER.writeValueAsBytes(progress)));
    }
    entry(zip, CONFIGURATION, Content.of(utf8(graph.getConfiguration().toJson())));
    entry(zip, COEFFICIENTS, new ArrayContent(graph.params()));
    INDArray state = graph.getUpdater().getStateViewArray();
    if (withOptimiser && state != null) {
      entry(zip, UPDATER, new ArrayContent(state));
    }
    zip.finish();
  }

  /**
   * Reads a file.
   *
   * @param source its name, for messages
   * @throws IOException if it is not such a file, is damaged, or its parts do not fit one another
   */
  public static ModelFile read(byte[] content, String source) throws IOException {
    return read(content, source, false);
  }

  /**
   * As {@link #read(byte[], String)}, of a file from which training is to go on.
   *
   * @throws IOException also if the optimiser's state is missing: a file cut short before it looks
   *     like a whole one without
   */
  public static ModelFile readCheckpoint(byte[] content, String source) throws IOException {
    return read(content, source, true);
  }

  private static ModelFile read(byte[] content, String source, boolean resumable)
      throws IOException {
    Map<String, byte[]> entries = entries(content, source);
    for (String needed : Set.of(INFO, CONFIGURATION, COEFFICIENTS)) {
      if (!entries.containsKey(needed)) {
        throw new IOException(
            "%s is not a perpixel model: it has no entry %s (found %s)"
                .formatted(source, needed, entries.keySet()));
      }
    }
    ModelInfo info = ModelInfo.parse(entries.get(INFO), source);
    ComputationGraph graph;
    try {
      ComputationGraphConfiguration configuration =
          ComputationGraphConfiguration.fromJson(
              new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8));
      long parameters =
          configuration.getVertices().values().stream().mapToLong(v -> v.numParams(true)).sum();
      graph = new ComputationGraph(configuration);
      // Given its parameters, the graph does not draw random ones first.
      graph.init(values(entries.remove(COEFFICIENTS), parameters, COEFFICIENTS, source), false);
    } catch (RuntimeException e) {
      throw new IOException(source + " holds a graph that does not load: " + e.getMessage(), e);
    }
    INDArray state = graph.getUpdater().getStateViewArray();
    if (entries.containsKey(UPDATER)) {
      long expected = state == null ? 0 : state.length();
      INDArray values = values(entries.remove(UPDATER), expected, UPDATER, source);
      state.assign(values.reshape(state.shape()));
    } else if (resumable && state != null) {
      throw new IOException(
          source + " lacks the optimiser's state (" + UPDATER + "): training cannot go on from it");
    }
    return new ModelFile(graph, info, progress(entries.get(PROGRESS), source));
  }

  private static EpochProgress progress(byte[] json, String source) throws IOException {
    if (json == null) {
      return EpochProgress.NONE;
    }
    try {
      return Json.MAPPER.readValue(json, EpochProgress.class);
    } catch (JacksonException e) {
      throw new IOException(source + ": " + PROGRESS + " is damaged: " + e.getMessage(), e);
    }
  }

  /** The file's content, without the optimiser's state. */
  public byte[] toBytes() throws IOException {
    // An array that has to grow is there twice meanwhile.
    long expected = graph.params().length() * Float.BYTES + BESIDE_VALUES;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(LIMIT, expected));
    write(bytes, false);
    return bytes.toByteArray();
  }

  /** The file's content, with the optimiser's state. */
  public Content checkpoint() {
    return out -> write(out, true);
  }

  /** Epochs that the model has been trained. */
  public int epochs() {
    return graph.getConfiguration().getEpochCount();
  }

  /**
   * The model ready for images as they are stored.
   *
   * @param threads CPU threads of each operation
   */
  public Replica replica(int threads) {
    return replica(threads, 1);
  }

  /**
   * As {@link #replica(int)}, for training.
   *
   * @param pieces into which each minibatch is cut, from 1
   */
  public Replica replica(int threads, int pieces) {
    return new Replica(graph, info.spec(), Stages.parse(info.inputStages()), threads, pieces);
  }

  /** SHA-256 of all parameters, see {@link ParametersDigest}. */
  public String parametersSha256() {
    return new ParametersDigest().add(HostMemory.copyOfFloats(graph.params())).hex();
  }

  private static void entry(ZipOutputStream zip, String name, Content content) throws IOException {
    // Size and checksum stand before what they are of: made twice, which is cheaper than kept.
    Measured measured = new Measured();
    content.writeTo(measured);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(measured.size);
    entry.setCrc(measured.crc.getValue());
    // The same parameters give the same file.
    entry.setTime(315_532_800_000L);
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  /** Only counts and sums what is written to it. */
  private static final class Measured extends OutputStream {
    private final CRC32 crc = new CRC32();
    private long size;

    @Override
    public void write(int b) {
      crc.update(b);
      size++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      crc.update(bytes, from, length);
      size += length;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> entries(byte[] content, String source) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try {
      ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content));
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (ENTRIES.contains(e.getName())) {
          // Stored entries say their size, and no more than there is is believed.
          boolean told = e.getSize() >= 0 && e.getSize() <= content.length;
          entries.put(e.getName(), told ? exactly(zip, e) : zip.readNBytes((int) LIMIT));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // The latter for names of entries that are no text.
      throw new IOException(
          source
              + " is damaged, or not a file that train or import-weights wrote: "
              + e.getMessage(),
          e);
    }
    if (entries.isEmpty()) {
      throw new IOException(source + " is not a model file: expected a model.zip that train wrote");
    }
    return entries;
  }

  private static byte[] exactly(ZipInputStream zip, ZipEntry entry) throws IOException {
    byte[] bytes = new byte[(int) entry.getSize()];
    if (zip.readNBytes(bytes, 0, bytes.length) < bytes.length || zip.read() >= 0) {
      throw new IOException(entry.getName() + " is not as long as it says");
    }
    return bytes;
  }

  private static INDArray values(byte[] content, long expected, String entry, String source)
      throws IOException {
    INDArray values;
    try {
      values = ArrayContent.read(content);
    } catch (EOFException e) {
      throw new IOException("%s: %s is damaged: it is cut short".formatted(source, entry), e);
    } catch (IOException | ArithmeticException e) {
      throw new IOException("%s: %s is damaged: %s".formatted(source, entry, e.getMessage()), e);
    }
    if (values.length() != expected) {
      throw new IOException(
          "%s: %s has %s values, the graph takes %s"
              .formatted(source, entry, values.length(), expected == 0 ? "none" : expected));
    }
    return values;
  }
}
