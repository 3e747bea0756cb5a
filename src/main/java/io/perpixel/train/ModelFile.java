package io.perpixel.train;

import com.fasterxml.jackson.core.JacksonException;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
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

  /** Most values that an optimiser keeps of a parameter: AMSGrad's. */
  private static final int MOST_STATE = 3;

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
    ModelEntries file = new ModelEntries(content, source, ENTRIES);
    // They say how long the others may be, and come first in our files.
    Map<String, byte[]> entries =
        file.read(
            Map.of(INFO, ModelEntries.TEXT, CONFIGURATION, ModelEntries.TEXT),
            Set.of(INFO, CONFIGURATION));
    if (entries.isEmpty()) {
      throw new IOException(source + " is not a model file: expected a model.zip that train wrote");
    }
    require(entries, Set.of(INFO, CONFIGURATION), source);
    ModelInfo info = ModelInfo.parse(entries.get(INFO), source);
    ComputationGraph graph;
    try {
      ComputationGraphConfiguration configuration =
          ComputationGraphConfiguration.fromJson(
              new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8));
      long parameters =
          configuration.getVertices().values().stream().mapToLong(v -> v.numParams(true)).sum();
      entries.putAll(
          file.read(
              Map.of(
                  PROGRESS, ModelEntries.TEXT,
                  COEFFICIENTS, bytes(parameters, 1),
                  UPDATER, bytes(parameters, MOST_STATE)),
              Set.of()));
      require(entries, Set.of(COEFFICIENTS), source);
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

  private static void require(Map<String, byte[]> found, Set<String> needed, String source)
      throws IOException {
    for (String name : needed) {
      if (!found.containsKey(name)) {
        throw new IOException(
            "%s is not a perpixel model: it has no entry %s (found %s)"
                .formatted(source, name, found.keySet()));
      }
    }
  }

  /** Most bytes that values of each parameter take, with what stands around them. */
  private static long bytes(long parameters, int values) {
    long most = (ModelEntries.LIMIT - BESIDE_VALUES) / (values * Float.BYTES);
    return Math.max(0, Math.min(parameters, most)) * values * Float.BYTES + BESIDE_VALUES;
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
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream((int) Math.min(ModelEntries.LIMIT, expected));
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
