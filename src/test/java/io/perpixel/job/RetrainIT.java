package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.registry.Alias;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.registry.Verification;
import io.perpixel.spark.FileStore;
import io.perpixel.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights of {@code retrain}, as a scheduler starts it, over data that grow, on HDFS and on S3. */
class RetrainIT extends RetrainBase {
  private static final String BUCKET = "nights";

  @TempDir private static Path place;
  private static MiniDFSCluster hdfs;
  private static S3Server s3;
  private static HttpServer hook;
  private static final List<JsonNode> TOLD = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, place.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    s3 = new S3Server(Files.createDirectories(place.resolve("s3")));
    s3.bucket(BUCKET);
    hdfs.waitActive();
    open(S3Server.sparkSettings(BUCKET, s3.port()));
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          TOLD.add(new ObjectMapper().readTree(exchange.getRequestBody()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
  }

  @AfterAll
  static void stop() {
    hook.stop(0);
    s3.close();
    hdfs.shutdown();
  }

  @Test
  void fiveNightsOnHdfs() throws IOException {
    String root = hdfs.getURI() + "/nights";
    fourNights(root);
    aNightThatLearnsNothing(root);
  }

  @Test
  void fourNightsOnS3() throws IOException {
    fourNights("s3a://" + BUCKET + "/nights");
  }

  private int night(String root, int night, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--logical-date=" + date(night));
    all.add(webhook());
    return retrain(root, all.toArray(String[]::new));
  }

  private static String webhook() {
    return "notify.webhook=http://127.0.0.1:" + hook.getAddress().getPort() + "/";
  }

  private static String date(int night) {
    return "2026-12-0" + night;
  }

  private void fourNights(String root) throws IOException {
    TOLD.clear();
    horses(root, "test", 0, 12);
    horses(root, "train", 0, 40);

    // The first: there is no champion.
    assertThat(night(root, 1)).as(() -> printed).isZero();
    assertThat(printed).contains("promoted: version 1 is the champion: there was no champion");
    String frozen = run(root, date(1)).testSet();

    // Nothing has changed: nothing is done, whoever asks.
    assertThat(night(root, 1)).as(() -> printed).isZero();
    assertThat(printed).contains("nothing to do: run 2026-12-01 has finished (promoted");
    assertThat(night(root, 2)).as(() -> printed).isZero();
    assertThat(run(root, date(2)).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(registry(root).versions()).hasSize(1);

    // New images, also of the test split, which stays frozen: trained from the champion, and
    // better.
    horses(root, "train", 40, 60);
    horses(root, "test", 12, 16);
    assertThat(night(root, 3, "train.epochs=3")).as(() -> printed).isZero();
    RunRecord third = run(root, date(3));
    assertThat(third.outcome()).as(third.reason()).isEqualTo(Outcome.PROMOTED);
    assertThat(third.parent()).hasValue(1);
    assertThat(third.images()).isEqualTo(60);
    assertThat(third.imagesOfBase()).isEqualTo(40);
    assertThat(third.testSet()).isEqualTo(frozen);
    assertThat(third.metrics().get("accuracy"))
        .isGreaterThan(third.championMetrics().get("accuracy"));
    assertThat(third.championMetrics()).isEqualTo(run(root, date(1)).metrics());

    // A delivery that is broken: it stops before training, and nothing of it stays.
    for (int i = 0; i < 5; i++) {
      put(root + "/data/train/broken%d.png".formatted(i), new byte[] {1, 2, 3});
    }
    assertThat(night(root, 4, "train.epochs=3")).as(() -> printed).isEqualTo(ExitCode.BAD_DATA);
    assertThat(run(root, date(4)).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(champion(root).orElseThrow().number()).isEqualTo(2);
    assertThat(registry(root).versions()).hasSize(2);
    for (int i = 0; i < 5; i++) {
      remove(root + "/data/train/broken%d.png".formatted(i));
    }

    assertThat(Verification.of(registry(root)).problems()).isEmpty();
    assertThat(TOLD)
        .extracting(told -> told.path("event").asText())
        .containsExactly("promoted", "promoted", "failed");
    assertThat(TOLD.get(2).path("exit_code").asInt()).isEqualTo(ExitCode.BAD_DATA);
  }

  /** Its model is registered, but does not take the champion's place. */
  private void aNightThatLearnsNothing(String root) throws IOException {
    horses(root, "train", 60, 70);
    String[] lazy = {"retrain.start=scratch", "train.learning-rate=1e-9", "train.epochs=1"};
    assertThat(night(root, 5, lazy)).as(() -> printed).isZero();
    RunRecord fifth = run(root, date(5));
    assertThat(fifth.outcome()).as(fifth.reason()).isEqualTo(Outcome.KEPT);
    assertThat(fifth.version()).hasValue(3);
    assertThat(champion(root).orElseThrow().number()).isEqualTo(2);
    assertThat(registry(root).alias(Alias.CHALLENGER).orElseThrow().version()).isEqualTo(3);

    assertThat(Verification.of(registry(root)).problems()).isEmpty();
    assertThat(TOLD).hasSize(4);
    assertThat(TOLD.get(3).path("event").asText()).isEqualTo("kept");
    String page =
        new String(
            FileStore.read(runs(root).shown(date(5), RetrainReport.FILE), hadoop()),
            StandardCharsets.UTF_8);
    assertThat(page)
        .contains(
            "horses: the champion stays",
            "Version 3 was trained and registered, but not promoted: accuracy ",
            "registry promote 3 --set registry.directory=" + root + "/registry");
  }

  @Test
  void whatWasFrozenHasToStayFrozen(@TempDir Path dir) throws IOException {
    String root = dir.toString();
    horses(root, "test", 0, 12);
    horses(root, "train", 0, 30);
    // Another image in the training set, which is also in the test set.
    horses(root, "test", 0, 1);
    Files.copy(dir.resolve("data/test/000.png"), dir.resolve("data/train/copy.png"));
    Path figures = dir.resolve("retrain.prom");
    assertThat(retrain(root, "retrain.promote.minimum=0.99", "--metrics=" + figures))
        .as(() -> printed)
        .isZero();
    assertThat(figures)
        .content()
        .contains("perpixel_retrain_outcome{command=\"retrain\"", "outcome=\"kept\"} 1")
        .contains("outcome=\"promoted\"} 0", "metric=\"accuracy\"", "phase=\"train\"");
    assertThat(printed).contains("kept: version 1 is not the champion", "is not at least 0.9900");
    assertThat(runs(root).all().get(0).warnings().toString())
        .contains("1 of the training images are also in the frozen test set");
    onlyPromotionIsDecidedAgain(root);
    damagedRecordsArePassedOver(root);

    horses(root, "train", 30, 40);
    Path frozen = dir.resolve("retrain/horses/test-1");
    Path part;
    try (var files = Files.list(frozen)) {
      part = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] before = Files.readAllBytes(part);
    byte[] after = before.clone();
    after[after.length / 3] ^= 1;
    Files.write(part, after);
    assertThat(retrain(root)).as(() -> printed).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("the frozen test set is damaged: Checksum error");
    // Where no file system notices.
    Files.delete(frozen.resolve("." + part.getFileName() + ".crc"));
    assertThat(retrain(root)).as(() -> printed).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("is not what version 1 was scored on", "retrain.test.name");
    Files.write(part, before);

    // A champion that is damaged is neither compared with nor trained from.
    Path model = dir.resolve("registry/horses/versions/000001/model.zip");
    byte[] whole = Files.readAllBytes(model);
    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(model, damaged);
    assertThat(retrain(root, "data.limit=39")).as(() -> printed).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("000001/model.zip changed: ");
    Files.write(model, whole);

    // Dark images: policy stop.
    for (int i = 0; i < 30; i++) {
      byte[] png = Png.encode(Raster.uint8(32, 32, 3, Layout.HWC, new byte[32 * 32 * 3]));
      put(root + "/data/train/dark%d.png".formatted(i), png);
    }
    assertThat(retrain(root, "retrain.drift.policy=stop"))
        .as(() -> printed)
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("population stability index of", "brightness of new images");
    assertThat(champion(root).orElseThrow().number()).isEqualTo(1);

    whatCannotBeDecidedIsTold(root);
  }

  /** Version 1 was kept for its minimum. */
  private void onlyPromotionIsDecidedAgain(String root) throws IOException {
    assertThat(retrain(root, "retrain.promote.minimum=0")).as(() -> printed).isZero();
    assertThat(printed)
        .contains("only retrain.promote has changed", "promoted: version 1 is the champion")
        .doesNotContain("epoch 1/");
    assertThat(registry(root).versions()).hasSize(1);

    // What was promoted is not taken back.
    assertThat(retrain(root, "retrain.promote.minimum=0.99")).as(() -> printed).isZero();
    assertThat(printed).contains("nothing to do: run ", "has finished (promoted");
    assertThat(champion(root).orElseThrow().number()).isEqualTo(1);
  }

  private void damagedRecordsArePassedOver(String root) throws IOException {
    assertThat(retrain(root, "--logical-date=2026-11-01")).as(() -> printed).isZero();
    damage(root, registry(root).version(1).run());

    assertThat(retrain(root, "--logical-date=2026-11-02")).as(() -> printed).isZero();
    assertThat(printed)
        .contains(
            "warning: passed over: ", "run.json is damaged: ", "nothing to do: data, settings");

    // Whether its own run has finished nobody knows: that is told, by the webhook too.
    damage(root, "2026-11-02");
    TOLD.clear();
    assertThat(retrain(root, "--logical-date=2026-11-02", webhook()))
        .as(() -> printed)
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("2026-11-02/run.json is damaged", "or delete its directory");
    assertThat(TOLD).extracting(told -> told.path("event").asText()).containsExactly("failed");
  }

  private static void damage(String root, String run) throws IOException {
    Path record = Path.of(runs(root).shown(run, "run.json"));
    Files.writeString(record, Files.readString(record).replace("\"outcome\"", "\"0utcome\""));
  }

  /** Dark images, and a slice of which there are no metrics. */
  private void whatCannotBeDecidedIsTold(String root) throws IOException {
    TOLD.clear();
    assertThat(retrain(root, "retrain.promote.slices=iou_*", webhook()))
        .as(() -> printed)
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("the slice iou_* names none of the metrics");
    assertThat(TOLD).extracting(told -> told.path("event").asText()).containsExactly("failed");
    RunRecord failed = run(root, TOLD.get(0).path("run_id").asText());
    assertThat(Path.of(runs(root).shown(failed.id(), RetrainReport.FILE)))
        .content()
        .contains("names none of the metrics", "The champion is still version 1");

    assertThat(retrain(root)).as(() -> printed).isZero();
    assertThat(printed).contains("goes on after resolve").doesNotContain("epoch 1/");
    assertThat(run(root, failed.id()).version()).isEqualTo(failed.version());
  }

  @Test
  void mistakesAreFoundBeforeAnythingIsRead(@TempDir Path dir) {
    Map<String, String> mistakes =
        Map.of(
            "retrain.start=hot", "found retrain.start = hot; expected one of scratch, warm",
            "retrain.test.name=../x", "found retrain.test.name = ../x",
            "notify.on=failed,never", "found never in notify.on; expected some of promoted",
            "notify.webhook=ftp://x", "notify.webhook",
            "registry.model=a/b", "registry.model is \"a/b\"",
            "retrain.promote.margin=-1", "expected a number, 0 or more",
            "--logical-date=../", "expected a date and time such as",
            "--lock-wait=-1", "found --lock-wait -1; expected 0 or more");
    mistakes.forEach(
        (mistake, message) -> {
          assertThat(retrain(dir.toString(), mistake)).as(mistake).isEqualTo(ExitCode.USAGE);
          assertThat(printed).contains(message);
        });
    assertThat(dir).isEmptyDirectory();
  }
}
