package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.spark.ImageRow;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** {@code preprocess --format webdataset}. */
class PreprocessShardsIT extends PreprocessBase {
  private void shard(String name, Map<String, byte[]> entries) throws IOException {
    Path file = dir.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = name.endsWith("gz") ? new GZIPOutputStream(raw) : raw;
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(content.getKey(), true);
        entry.setSize(content.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(content.getValue());
        tar.closeArchiveEntry();
      }
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mask(int height, int width, int value) {
    byte[] values = new byte[height * width];
    Arrays.fill(values, (byte) value);
    return Png.encode(Raster.uint8(height, width, 1, Layout.HWC, values));
  }

  private static Map<String, byte[]> sample(String key, byte[] image, byte[] target) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(key + ".png", image);
    entries.put(key + ".seg.png", target);
    return entries;
  }

  @Test
  void imagesMasksAndClassesOfAllShards() throws IOException {
    byte[] photo = Files.readAllBytes(Npy.golden("transform/photo.png"));
    Raster decoded = new ImageDecoder().rgb(photo);
    byte[] fits = mask(decoded.height(), decoded.width(), 3);
    Map<String, byte[]> first = new LinkedHashMap<>();
    first.put("a.png", photo);
    first.put("a.mask.png", fits);
    first.put("a.cls", text("5"));
    first.put("b.png", photo);
    first.put("c.png", photo);
    first.put("c.mask.png", mask(4, 4, 1));
    shard("train-000.tar", first);
    shard("val/001.tar.gz", sample("d", photo, fits));
    Files.write(dir.resolve("in/val/broken.tar"), new byte[700]);
    Files.writeString(dir.resolve("in/README.txt"), "not a shard");
    String[] options =
        options("webdataset", "in", "--stages", "rescale=6x8", "--failure-budget", "0.9");
    assertThat(preprocess(options)).as(() -> printed).isZero();
    assertThat(rows("out"))
        .extracting(ImageRow::id)
        .containsExactly("train-000.tar/a", "val/001.tar.gz/d");
    assertThat(rows("out")).extracting(ImageRow::split).containsExactly("train", "validation");
    assertThat(rows("out")).extracting(ImageRow::label).containsExactly(5, null);
    assertThat(rows("out").get(0).target()).hasToString("6x8x1 uint8 HWC");
    assertThat(rows("out").get(0).target().toBytes()).containsOnly(3);
    assertThat(rejects("out-rejects"))
        .containsEntry(
            "train-000.tar/b", "pair: it has no target, which the first sample of the input has")
        .hasEntrySatisfying("train-000.tar/c", r -> assertThat(r).startsWith("pair: the image is"));

    // A new shard: only that is read.
    shard("val/002.tar", sample("e", photo, fits));
    assertThat(preprocess(options)).as(() -> printed).isZero();
    assertThat(printed).contains("1 new, 0 changed, 3 unchanged, 0 deleted");
    assertThat(rows("out")).hasSize(3);
  }

  @Test
  void aDirectoryWithoutShardsIsToldSo() throws IOException {
    copyPhoto("in/a.png");
    assertThat(preprocess(options("webdataset", "in"))).isEqualTo(2);
    assertThat(printed).contains("there is no shard (.tar, .tar.gz, .tgz) under");
  }
}
