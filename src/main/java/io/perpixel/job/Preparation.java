package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import io.perpixel.manifest.PairLayout;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.palette.ColourDistance;
import io.perpixel.palette.KMeans;
import io.perpixel.palette.Palette;
import io.perpixel.spark.BadDataException;
import io.perpixel.spark.Cifar10DirectorySource;
import io.perpixel.spark.ImageDirectorySource;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.InputDigest;
import io.perpixel.spark.LabelledSource;
import io.perpixel.spark.PairLayouts;
import io.perpixel.spark.Pairs;
import io.perpixel.spark.PairsSource;
import io.perpixel.spark.PalettePass;
import io.perpixel.spark.PaletteStore;
import io.perpixel.spark.PassOutcome;
import io.perpixel.spark.StagesPass;
import io.perpixel.spark.SyntheticFlowers;
import io.perpixel.spark.TableSource;
import io.perpixel.spark.TableWriter;
import io.perpixel.train.Build;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What training needs and is not there yet: the data are fetched and decoded into a table; for a
 * colourizer a palette is fitted to the training images, and every pixel is labelled. Each step
 * that an equal run has done is passed over.
 */
final class Preparation {
  private final SparkSession spark;
  private final Settings settings;
  private final DataSettings data;
  private final ModelSpec model;
  private final PrintWriter out;
  private final Configuration conf;
  private final Map<String, String> digests = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private ImageSource source;

  Preparation(SparkSession spark, Settings settings, PrintWriter out) {
    this.spark = spark;
    this.settings = settings;
    this.out = out;
    data = settings.data();
    model = settings.model().spec();
    conf = spark.sparkContext().hadoopConfiguration();
  }

  /** The same data, which are not listed and digested again, by settings that say more. */
  Preparation with(Settings more) throws IOException, InterruptedException {
    Preparation with = new Preparation(spark, more, out);
    with.source = source();
    with.notes.addAll(notes);
    return with;
  }

  /**
   * What came of it.
   *
   * @param table URI of the table of images and targets
   * @param palette the classes' colours, if the model is a colourizer
   * @param digests of all inputs by name
   * @param notes what users should know about the data, a line each
   */
  record Prepared(
      String table, Optional<Palette> palette, Map<String, String> digests, List<String> notes) {
    private static final String WARNING = "warning: ";

    /** Those of the notes that warn, without saying so. */
    List<String> warnings() {
      return notes.stream()
          .filter(note -> note.startsWith(WARNING))
          .map(note -> note.substring(WARNING.length()))
          .toList();
    }
  }

  /** Prepares what the model is trained on. */
  Prepared run() throws IOException, InterruptedException {
    try {
      return switch (model.target()) {
        case COLOURS -> colourLabels();
        case CLASSES -> withoutPalette(TargetKind.LABELS);
        case MAP -> withoutPalette(TargetKind.MAP);
      };
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * What identifies the data that {@link #run} would read, by name. They are fetched, but nothing
   * is decoded.
   */
  Map<String, String> digests() throws IOException, InterruptedException {
    try {
      Map<String, String> all = new TreeMap<>();
      source().inputs().forEach(input -> all.put(input.path(), input.sha256()));
      return all;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** A colourizer's palette, fitted to the training images if none is given. */
  Palette palette() throws IOException, InterruptedException {
    Optional<Palette> given = givenPalette();
    return given.isPresent() ? given.get() : fit(images(source(), TargetKind.LABELS));
  }

  private Prepared withoutPalette(TargetKind kind) throws IOException, InterruptedException {
    String table = images(source(), kind);
    return prepared(table, Optional.empty());
  }

  /**
   * With a given palette images are decoded and labelled in one pass, of only those that are new
   * where the source can tell; else the palette has to be fitted to all of them first.
   */
  private Prepared colourLabels() throws IOException, InterruptedException {
    ImageSource source = source();
    Stages stages = Stages.parse(data.stages());
    Optional<Palette> given = givenPalette();
    Palette palette;
    if (given.isPresent()) {
      palette = given.get();
    } else {
      String images = images(source, TargetKind.LABELS);
      palette = fit(images);
      source = new TableSource(spark, images, List.of());
      stages = Stages.of();
    }
    String table = labels(palette);
    begin("labels", "nearest colour of every pixel");
    note(source());
    pass(
        "labels",
        "palette label",
        table,
        new LabelledSource(source, stages, palette),
        Stages.of(),
        TargetKind.LABELS);
    return prepared(table, Optional.of(palette));
  }

  private Prepared prepared(String table, Optional<Palette> palette) {
    return new Prepared(table, palette, Map.copyOf(digests), List.copyOf(notes));
  }

  private void note(ImageSource source) {
    for (InputDigest input : source.inputs()) {
      digests.put(input.path(), input.sha256());
    }
  }

  private String images(ImageSource source, TargetKind kind) throws IOException {
    begin("images", "reading " + source.inputs().get(0).path());
    note(source);
    String table = path("images");
    pass("images", "preprocess", table, source, Stages.parse(data.stages()), kind);
    return table;
  }

  private void pass(
      String what, String command, String table, ImageSource source, Stages stages, TargetKind kind)
      throws IOException {
    StagesPass pass = new StagesPass(spark, source, stages, kind, writer(table));
    PassOutcome outcome;
    try {
      outcome = pass.run(command, code());
    } catch (BadDataException e) {
      throw data.format().equals("parquet") && data.category().isPresent()
          ? new BadDataException(
              "%s (data.category = %d keeps only rows with that label; data.category = null keeps all)"
                  .formatted(e.getMessage(), data.category().getAsInt()),
              e)
          : e;
    }
    say(what, table, outcome.skipped(), outcome.counts().toString());
  }

  /** Opened once: what is digested is what is read. */
  private ImageSource source() throws IOException, InterruptedException {
    if (source == null) {
      source =
          switch (model.target()) {
            case COLOURS -> pictures();
            case CLASSES -> pairs(TargetKind.LABELS);
            case MAP -> pairs(TargetKind.MAP);
          };
    }
    return source;
  }

  /** Images whose targets a colourizer makes itself. */
  private ImageSource pictures() throws IOException, InterruptedException {
    List<Integer> categories = categories();
    String input = input();
    return switch (data.format()) {
      case "cifar10" -> new Cifar10DirectorySource(spark, input, categories);
      case "images" ->
          new ImageDirectorySource(
              spark, input, data.decoder(false), Optional.of(writer(tableOfPictures())));
      case "parquet" -> new TableSource(spark, input, categories);
      default ->
          throw new UsageException(
              "data.format is %s, but a colourizer makes its own targets: expected cifar10, images or parquet"
                  .formatted(data.format()));
    };
  }

  /** What pictures are decoded into; if it is there already, it knows what they contain. */
  private String tableOfPictures() throws IOException {
    Optional<String> given = settings.palette().file();
    return given.isEmpty() ? path("images") : labels(PaletteStore.read(given.get(), conf));
  }

  private String labels(Palette palette) {
    return path("labels-" + palette.hash().substring(0, 12));
  }

  /** Images with maps or masks. */
  private ImageSource pairs(TargetKind kind) throws IOException, InterruptedException {
    String targets = kind == TargetKind.MAP ? "maps" : "masks";
    String input = input();
    ImageSource source =
        switch (data.format()) {
          case "pairs" -> pairs(data.pairs(input, kind, classes(kind)).find(conf));
          case "synthetic" -> pairs(synthetic(input, kind));
          case "parquet" -> new TableSource(spark, input, categories());
          default ->
              throw new UsageException(
                  "data.format is %s, but %s learns from %s: expected pairs, parquet or synthetic"
                      .formatted(data.format(), model.name(), targets));
        };
    if (!source.hasTarget()) {
      throw new UsageException(
          input + " has no targets: expected a table of images with " + targets);
    }
    return source;
  }

  private PairsSource pairs(Pairs found) {
    notes.addAll(found.notes());
    found.notes().forEach(out::println);
    return new PairsSource(spark, found, data.decoder(true));
  }

  /** Flowers have Oxford17's layout; masks of their species lie beside the trimaps. */
  private Pairs synthetic(String input, TargetKind kind) throws IOException {
    if (kind == TargetKind.MAP) {
      return data.pairs(input, kind, 0).find(conf);
    }
    PairLayout oxford = ManifestFile.bundled("oxford17").layout().orElseThrow();
    PairLayout layout =
        data.synthetic().species() ? oxford.withMasks(SyntheticFlowers.SPECIES) : oxford;
    return PairLayouts.pairs(input, layout, data.split(), data.masks().of(classes(kind)), conf);
  }

  private int classes(TargetKind kind) {
    return kind == TargetKind.LABELS ? model.outputChannels() : 0;
  }

  private String input() throws IOException, InterruptedException {
    if (data.format().equals("synthetic")) {
      SyntheticSettings wanted = data.synthetic();
      String to = data.directory() + "/" + name();
      SyntheticOptions options =
          new SyntheticOptions(
              to, wanted.images(), wanted.size(), wanted.seed(), wanted.backgrounds());
      out.println(
          model.target() == io.perpixel.nn.model.TargetKind.CLASSES
              ? SynthesizeFlowers.make(spark, options)
              : SynthesizeSaliency.make(spark, options));
      return to;
    }
    return data.input().isPresent() ? data.input().get() : fetch();
  }

  /** Pictures in a directory have no class, so the default category means nothing there. */
  private List<Integer> categories() {
    boolean classes = data.format().equals("cifar10") || data.format().equals("parquet");
    return classes ? data.category().stream().boxed().toList() : List.of();
  }

  private String fetch() throws IOException, InterruptedException {
    String to = data.directory() + "/" + name();
    Fetch.fetch(data.manifest(), to, out);
    return to;
  }

  private Optional<Palette> givenPalette() throws IOException {
    PaletteSettings wanted = settings.palette();
    if (wanted.file().isEmpty()) {
      return Optional.empty();
    }
    Palette given = PaletteStore.read(wanted.file().get(), conf);
    if (given.size() != wanted.colours()) {
      throw new UsageException(
          "%s has %d colours, but palette.colours is %d: set it to %d"
              .formatted(wanted.file().get(), given.size(), wanted.colours(), given.size()));
    }
    say("palette", wanted.file().get(), true, given.size() + " colours, given");
    return Optional.of(given);
  }

  private Palette fit(String images) throws IOException {
    PaletteSettings wanted = settings.palette();
    ImageSource table = new TableSource(spark, images, List.of());
    begin("palette", "fitting %d colours".formatted(wanted.colours()));
    String file = path("palette-%d-%d.json".formatted(wanted.colours(), wanted.seed()));
    PalettePass.Settings fit =
        new PalettePass.Settings(
            new KMeans(ColourDistance.RGB, 0, KMeans.MAX_ITERATIONS),
            wanted.colours(),
            Optional.empty(),
            wanted.seed(),
            Optional.of(TrainingData.TRAIN),
            data.failureBudget());
    PalettePass.Outcome outcome = new PalettePass(table, fit, file, conf).run(code());
    say(
        "palette",
        file,
        outcome.skipped(),
        "%d colours, inertia %.0f"
            .formatted(outcome.palette().size(), outcome.palette().inertia().orElse(Double.NaN)));
    return outcome.palette();
  }

  private TableWriter writer(String table) throws IOException {
    return new TableWriter(spark, table, Optional.empty(), data.failureBudget());
  }

  private String path(String name) {
    String category = categories().stream().map("-class%d"::formatted).findFirst().orElse("");
    return "%s/%s%s-prepared/%s".formatted(data.directory(), name(), category, name);
  }

  private String name() {
    return data.name(model.target());
  }

  private static String code() {
    return Build.current().id();
  }

  private void begin(String what, String doing) {
    out.printf("%-8s %s …%n", what, doing);
    out.flush();
  }

  private void say(String what, String where, boolean skipped, String facts) {
    out.printf("%-8s %s: %s%s%n", what, where, facts, skipped ? " (there already)" : "");
    out.flush();
  }
}
