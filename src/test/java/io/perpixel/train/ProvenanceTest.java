package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProvenanceTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void writesWhatItWasGivenAndReadsItBack() throws IOException {
    Provenance provenance =
        Provenance.builder("unet-1", START)
            .command(List.of("train", "--config", "conf/\"x\"\n.conf"))
            .settings(Map.of("train.batch", 100, "model", Map.of("filters", 32)))
            .seed(-7)
            .data(Map.of("cifar10.json", "ab12"))
            .palette("cd34")
            .parentModel("s3a://models/3")
            .kernels(Map.of("conv", "onednn"))
            .libraries(Map.of("extra", "1.0"))
            .finished(START.plusSeconds(60))
            .parametersSha256("ef56")
            .build();
    Provenance back = parse(provenance.toJson());
    assertThat(back.toJson()).isEqualTo(provenance.toJson()).endsWith("}\n");
    assertThat(back.text("run_id")).contains("unet-1");
    assertThat(back.text("seed")).contains("-7");
    assertThat(back.text("finished")).contains("2026-01-02T03:05:05Z");
    assertThat(back.text("parameters_sha256")).contains("ef56");
    assertThat(back.section("data")).containsExactly(Map.entry("cifar10.json", "ab12"));
    assertThat(back.section("settings")).containsEntry("train.batch", 100);
    assertThat(back.section("libraries")).containsEntry("extra", "1.0").containsKey("spark");
    assertThat(back.section("code").get("version")).isEqualTo(Build.current().version());
    assertThat(back.section("machine")).containsKeys("os", "cpu", "java", "processors");
  }

  @Test
  void whatIsNotKnownYetIsNull() throws IOException {
    Provenance begun = parse(Provenance.builder("r", START).build().toJson());
    assertThat(begun.toJson()).contains("\"finished\" : null", "\"parameters_sha256\" : null");
    assertThat(begun.text("finished")).isEmpty();
    assertThat(begun.section("kernels")).isEmpty();
    assertThat(begun.section("absent")).isEmpty();
    assertThat(begun.text("seed")).isEmpty();
  }

  @Test
  void secretsAreNotWrittenDown() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("fs.s3a.secret.key", "hush1");
    settings.put("nested", Map.of("accessKey", "hush2", "url", "https://me:hush3@host/x"));
    settings.put("data.url", "s3a://id:hush4@bucket/a");
    settings.put("mirrors", List.of("ftp://a:hush8@b/", 3));
    settings.put("fs.azure.account.key.store.dfs.core.windows.net", "hush9");
    settings.put("fs.s3a.encryption.key", "hush10");
    settings.put("proxy", "http://me:hush11@hush12@host:80/,http://other:hush13@host/");
    settings.put("train.batch", 100);
    String json =
        Provenance.builder("r", START)
            .settings(settings)
            .command(
                List.of(
                    "--conf",
                    "spark.hadoop.fs.s3a.secret.key=hush5",
                    "--password",
                    "hush6",
                    "--set=registry.token=hush14",
                    "--conf=spark.hadoop.fs.gs.auth.service.account.private.key=hush15",
                    "--set=data.url=s3a://id:hush16@bucket/a",
                    "-x"))
            .parentModel("hdfs://u:hush7@h/m")
            .build()
            .toJson();
    assertThat(json)
        .doesNotContain("hush")
        .contains(
            "\"train.batch\" : 100", "\"-x\"", "//id:", "--set=registry.token=*", "host:80/,http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{\"run_id\":1}", "{\"run_id\":\"a\"", "{} {}"})
  void brokenFilesAreNamed(String content) {
    assertThatIOException().isThrownBy(() -> parse(content)).withMessageStartingWith("p.json: ");
  }

  @Test
  void metricsFileHoldsNestedNumbersWhateverTheyAre() {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("validation_loss", Double.NaN);
    metrics.put("confusion", List.of(List.of(1L, 2L), List.of(3L, Long.MAX_VALUE)));
    metrics.put("float", 0.1f);
    assertThat(Json.pretty(metrics))
        .isEqualTo(
            """
            {
              "validation_loss" : null,
              "confusion" : [ [ 1, 2 ], [ 3, 9223372036854775807 ] ],
              "float" : 0.1
            }
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.pretty(Map.of("thread", new Object())));
  }

  @Test
  void placeholdersThatTheBuildLeftAreNoValues() {
    Properties properties = new Properties();
    properties.setProperty("version", "1.2");
    properties.setProperty("commit", "${git.commit.id.full}");
    properties.setProperty("library.spark", "3.5.5");
    properties.setProperty("library.none", "${none}");
    assertThat(Build.of(properties).commit()).isEmpty();
    assertThat(Build.of(properties).libraries()).containsExactly(Map.entry("spark", "3.5.5"));
    properties.setProperty("commit", "abc");
    properties.setProperty("dirty", "true");
    assertThat(Build.of(properties).commit()).contains("abc-dirty");
    assertThat(Build.current().version()).isNotEqualTo("unknown");
  }

  private static Provenance parse(String json) throws IOException {
    return Provenance.parse(json.getBytes(StandardCharsets.UTF_8), "p.json");
  }
}
