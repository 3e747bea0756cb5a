package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code plan} with given costs, which needs no Spark. */
class PlanTest {
  private static final String GIVEN =
      "--given=step=100ms,state=1MB,round=10ms,broadcast=2ms,aggregate=3ms";

  @TempDir Path dir;
  private String printed;

  private int plan(String... more) {
    List<String> args = new ArrayList<>(List.of("plan"));
    args.addAll(List.of(more));
    CommandRun run = CommandRun.of(args);
    printed = run.printed();
    return run.code();
  }

  /** 1000 images by 2 x 50 are 10 steps of 100 ms, and 10 rounds of 10 + 2 x (2 + 3) ms. */
  @Test
  void predictsFromGivenCosts() throws IOException {
    assertThat(
            plan(
                GIVEN,
                "--set=train.batch=50",
                "--images=1000",
                "--executors=1,2",
                "--averaging=1,10",
                "--output=" + dir.resolve("plan")))
        .as(() -> printed)
        .isZero();
    JsonNode json = new ObjectMapper().readTree(dir.resolve("plan/plan.json").toFile());
    JsonNode every = json.path("predictions").path(2);
    assertThat(every.path("executors").asInt()).isEqualTo(2);
    assertThat(every.path("images_per_second").asDouble()).isCloseTo(1000 / 1.2, within(1e-6));
    assertThat(every.path("efficiency").asDouble()).isCloseTo(1 / 1.2, within(1e-9));
    JsonNode rare = json.path("predictions").path(3);
    assertThat(rare.path("images_per_second").asDouble()).isCloseTo(1000 / 1.02, within(1e-6));
    assertThat(json.path("executors").asInt()).isEqualTo(2);
    assertThat(json.path("averaging").asInt()).isEqualTo(1);
    assertThat(printed)
        .contains("        2         833    83 %             980    98 %")
        .contains("Use 2 executors, averaging every step: 833 images/s, 83 % efficient.")
        .contains("one machine                        not given");
    assertThat(ImageIO.read(dir.resolve("plan/plan.png").toFile()).getWidth()).isGreaterThan(1000);
    assertThat(Files.readString(dir.resolve("plan/plan.html"))).contains("data:image/png");
  }

  @Test
  void saysPlainlyWhenOneMachineIsBetter() {
    assertThat(
            plan(
                GIVEN + ",plain=4000",
                "--set=train.batch=50",
                "--images=100000",
                "--executors=1,2,4,8"))
        .isZero();
    assertThat(printed)
        .contains("One machine is better: the plain loop takes 4,000 images/s, the cluster at most")
        .contains("8 executors, averaging every 20 steps");
  }

  @Test
  void linesFitATerminal() {
    assertThat(plan(GIVEN, "--images=1000000")).isZero();
    String table = printed.substring(printed.indexOf("executors "), printed.indexOf("Use "));
    assertThat(table.lines()).hasSize(13).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --averaging=0               | found "0" in --averaging 0; expected whole numbers from 1, ascending
          --averaging=1,-5            | found "-5" in --averaging 1,-5
          --executors=1,4,2           | found "2" in --executors 1,4,2; expected whole numbers from 1, ascending
          --executors=1,2,2           | found "2" in --executors 1,2,2
          --executors=two             | found "two" in --executors two
          --efficiency=1.5            | found --efficiency 1.5; expected a number above 0, up to 1
          --images=0                  | found --images 0; expected at least 1
          --random=32x32              | found --given and --random; expected one
          --steps=5                   | found --steps: --given takes costs that are not measured
          --check                     | found --given and --check: nothing is trained with given costs
          --given=step=12,state=1MB   | found step=12 in --given; expected a time with s, ms, us or min, such as 120ms
          --given=step=1s,state=1ms   | found state=1ms in --given; expected a size with B, kB, MB
          --given=step=1s             | --given lacks state, the bytes that a replica sends in a round (needed)
          --given=state=1MB           | --given lacks step
          --given=step=0s,state=1B    | found step=0 in --given; expected a time above 0
          --given=step=-1s,state=1B   | found step=-1s in --given
          --given=step=1s,step=2s     | found step twice in --given
          --given=steps=1s,state=1MB  | found steps=1s in --given; the nearest key is step
          --given=step                | found "step" in --given; expected key=value
          --given=step=1s,state=1B,plain=fast | found plain=fast in --given; expected images/s above 0
          --set=train.batsh=5         | the nearest valid key is train.batch
          """)
  void refusesWhatMakesNoSense(String option, String message) {
    List<String> args = new ArrayList<>(List.of(option));
    if (!option.startsWith("--given")) {
      args.add(GIVEN);
    }
    if (!option.startsWith("--images")) {
      args.add("--images=1000");
    }
    assertThat(plan(args.toArray(String[]::new))).as(() -> printed).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains(message);
  }

  @Test
  void givenCostsNeedTheSizeOfAnEpoch() {
    assertThat(plan(GIVEN)).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("--given says nothing about the size of an epoch: add --images N");
  }

  @Test
  void randomImagesMustFitTheModel() {
    for (String size : List.of("32", "33x32", "0x0")) {
      assertThat(plan("--random=" + size, "--images=100")).isEqualTo(ExitCode.USAGE);
      assertThat(printed).contains("found --random " + size);
    }
  }
}
