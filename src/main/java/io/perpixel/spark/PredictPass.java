package io.perpixel.spark;

import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.palette.Palette;
import io.perpixel.report.Pictures;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInput;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass that applies a model to a source's images: a directory of PNGs named by id, with a
 * gallery of the first ones. Skipped if an equal pass has been committed.
 */
public final class PredictPass {
  private static final Logger LOG = LoggerFactory.getLogger(PredictPass.class);

  private final JavaSparkContext context;
  private final ImageSource source;
  private final ModelFile model;
  private final Settings settings;
  private final Rendering how;

  /**
   * Settings of a pass.
   *
   * @param palette colours of the model's classes, if they are colours
   * @param stages applied to each image before the model's own
   * @param kernels {@code nn.kernels}, chosen in this process already
   * @param batch most images per inference step
   * @param gallery images in the gallery, 0 for none
   */
  public record Settings(
      Optional<Palette> palette, Stages stages, String kernels, int batch, int gallery) {}

  /** Told what is about to be done. */
  @FunctionalInterface
  public interface Before {
    /**
     * Called once, if there is an image that the model can read.
     *
     * @param height of the first one, as the model reads it
     * @param width likewise
     * @param tasks that will read the images
     */
    void begin(int height, int width, int tasks);
  }

  /**
   * A pass over {@code source}.
   *
   * @throws IllegalArgumentException if the palette does not have the model's number of colours
   */
  public PredictPass(SparkSession spark, ImageSource source, ModelFile model, Settings settings) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.source = source;
    this.model = model;
    this.settings = settings;
    how =
        switch (model.info().spec().target()) {
          case COLOURS ->
              Colouring.of(
                  model.info(), settings.stages, settings.palette.orElseThrow(), settings.batch);
          case CLASSES ->
              new MaskRendering(new ModelInput(model.info(), settings.stages), settings.batch);
          case MAP ->
              new MapRendering(new ModelInput(model.info(), settings.stages), settings.batch);
        };
  }

  /**
   * Runs it, unless its pictures are there.
   *
   * @param code identity of the code, for the record
   * @param before told before the work begins
   * @throws BadDataException if more was rejected than the budget allows; nothing is committed
   */
  public PassOutcome run(TableWriter writer, String code, Before before) throws IOException {
    Map<String, String> parameters = new TreeMap<>(source.parameters());
    parameters.put("model", model.info().spec().name());
    parameters.put("parameters_sha256", model.parametersSha256());
    parameters.put("stages", settings.stages + ";" + model.info().inputStages());
    parameters.put("kernels", KernelChoice.current().name());
    parameters.put("gallery", Integer.toString(settings.gallery));
    parameters.putAll(how.parameters());
    TableRecord record = new TableRecord("predict", code, source.inputs(), parameters);
    Optional<Counts> done = writer.alreadyDone(record);
    if (done.isPresent()) {
      return PassOutcome.skipped(done.get());
    }
    JavaRDD<SourceItem> items = source.items();
    Rendering rendering = how;
    for (Example first : items.flatMap(item -> readable(item, rendering)).take(1)) {
      before.begin(first.height(), first.width(), items.getNumPartitions());
    }
    Tally tally = writer.tally();
    return writer.exclusively(
        () ->
            PassOutcome.of(
                writer.write(
                    staged -> new TableWriter.Written(pictures(staged, items, tally), List.of()),
                    tally,
                    record,
                    TableExtras.NONE)));
  }

  /** The items are used several times: what was shuffled to sort them is still there. */
  private long pictures(StagedDirectory staged, JavaRDD<SourceItem> items, Tally tally)
      throws IOException {
    PictureDirectory directory = new PictureDirectory(staged, context);
    int threads = TaskThreads.of(context.sc(), items.getNumPartitions());
    BroadcastModel sent = new BroadcastModel(context, model, settings.kernels);
    long predicted;
    try {
      PredictFunction predict = new PredictFunction(sent, how, threads, directory, tally);
      predicted = items.mapPartitions(predict).fold(0L, Long::sum);
    } finally {
      sent.release();
    }
    long pictures = predicted * how.picturesPerImage();
    if (pictures != directory.count()) {
      throw new BadDataException(
          "%d pictures were made, but they make %d files: some ids are equal, or equal but for .png or -overlay; nothing was committed"
              .formatted(pictures, directory.count()));
    }
    Optional<String> problem = Pictures.problem();
    problem.ifPresent(p -> LOG.warn("no gallery: {}", p));
    if (settings.gallery > 0 && problem.isEmpty()) {
      directory.write(PictureName.GALLERY, gallery(items, threads));
    }
    return predicted;
  }

  private byte[] gallery(JavaRDD<SourceItem> items, int threads) {
    Rendering rendering = how;
    List<Example> shown = items.flatMap(item -> readable(item, rendering)).take(settings.gallery);
    return how.with(model.replica(threads)).gallery(shown);
  }

  /** The image as the user's stages leave it, if the model can read that. */
  private static Iterator<Example> readable(SourceItem item, Rendering how) {
    try {
      ImageRow row = item.decode();
      Raster image = how.input().image(row.image());
      how.input().tensor(image);
      Raster truth = row.target() == null ? null : how.truth(row.target());
      return List.of(new Example(item.id(), image, truth)).iterator();
    } catch (StageException e) {
      return List.<Example>of().iterator();
    }
  }
}
