package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SparkSessionsTest {
  @Test
  void withoutAMasterSparkIsEmbeddedAndQuiet() {
    assertThat(SparkSessions.properties(Map.of()))
        .containsEntry("spark.master", "local[*]")
        .containsEntry("spark.ui.enabled", "false")
        .containsAllEntriesOf(SparkSessions.MANDATORY);
  }

  @Test
  void aClusterKeepsItsOwnDefaults() {
    assertThat(SparkSessions.properties(Map.of("spark.master", "yarn")))
        .containsEntry("spark.master", "yarn")
        .doesNotContainKeys("spark.ui.enabled", "spark.driver.host");
    assertThat(SparkSessions.properties(Map.of("spark.master", "local-cluster[2,1,1024]")))
        .doesNotContainKey("spark.driver.host");
  }

  @Test
  void theSecretOfAClusterMayComeFromTheEnvironment() {
    Map<String, String> asked = Map.of("spark.authenticate", "true");
    assertThat(SparkSessions.secret(asked, "s")).contains("s");
    assertThat(SparkSessions.secret(asked, null)).isEmpty();
    assertThat(SparkSessions.secret(Map.of(), "s")).isEmpty();
    Map<String, String> given =
        Map.of("spark.authenticate", "true", "spark.authenticate.secret", "own");
    assertThat(SparkSessions.secret(given, "s")).isEmpty();
  }

  @Test
  void theUserOverridesDefaultsButNotWhatResultsDependOn() {
    Map<String, String> properties =
        SparkSessions.properties(
            Map.of(
                "spark.master", "local[2]",
                "spark.ui.enabled", "true",
                "spark.serializer", "org.apache.spark.serializer.JavaSerializer"));
    assertThat(properties)
        .containsEntry("spark.master", "local[2]")
        .containsEntry("spark.ui.enabled", "true")
        .containsEntry("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
  }

  /** Of equal options the JVM takes the last. */
  @Test
  void executorsFormatAsTheDriverDoes() {
    String ours = "-Duser.language=en -Duser.country=US";
    assertThat(SparkSessions.properties(Map.of()))
        .containsEntry("spark.executor.extraJavaOptions", ours);
    Map<String, String> own =
        Map.of("spark.executor.extraJavaOptions", "-Xss4m -Duser.language=ar");
    assertThat(SparkSessions.properties(own))
        .containsEntry("spark.executor.extraJavaOptions", "-Xss4m -Duser.language=ar " + ours);
  }
}
