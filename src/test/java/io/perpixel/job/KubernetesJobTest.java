package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import scala.collection.JavaConverters;

/** {@code submit/kubernetes/train.yaml}: what it starts, and when it starts it again. */
class KubernetesJobTest {
  private JsonNode job;
  private JsonNode pod;
  private JsonNode driver;

  @BeforeEach
  void read() throws Exception {
    String yaml = Files.readString(Path.of("submit/kubernetes/train.yaml"));
    job = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    pod = job.at("/spec/template/spec");
    driver = pod.at("/containers/0");
  }

  /** Kubernetes refuses a policy beside any other restartPolicy, or for a container not there. */
  @Test
  void onlyWhatMayGoAwayIsTriedAgain() {
    assertThat(job.path("apiVersion").asText()).isEqualTo("batch/v1");
    assertThat(job.path("kind").asText()).isEqualTo("Job");
    // Kubernetes waits 10 s, then twice as long each time: longer than a dead driver's lock counts.
    int last = 10 << job.at("/spec/backoffLimit").asInt() - 1;
    assertThat(last).isGreaterThan(180);
    assertThat(pod.path("restartPolicy").asText()).isEqualTo("Never");
    List<JsonNode> rules = list(job.at("/spec/podFailurePolicy/rules"));
    assertThat(rules)
        .extracting(rule -> rule.path("action").asText())
        .containsExactly("FailJob", "Ignore");
    JsonNode codes = rules.get(0).path("onExitCodes");
    assertThat(codes.path("operator").asText()).isEqualTo("In");
    assertThat(codes.path("containerName")).isEqualTo(driver.path("name"));
    assertThat(list(codes.path("values")))
        .extracting(JsonNode::intValue)
        .containsExactly(ExitCode.USAGE, ExitCode.BAD_DATA, ExitCode.DIVERGED);
    assertThat(rules.get(1).at("/onPodConditions/0/type").asText()).isEqualTo("DisruptionTarget");
  }

  /** Spark and perpixel take the words; what is started again has to resume. */
  @Test
  void itsCommandLineIsTaken() {
    List<String> words = new ArrayList<>();
    driver
        .path("args")
        .forEach(word -> words.add(word.textValue().replace("$(POD_IP)", "10.0.0.7")));
    assertThat(words.remove(0)).endsWith("/bin/spark-submit");
    SparkSubmitArguments submit =
        new SparkSubmitArguments(
            JavaConverters.asScalaBuffer(words), new scala.collection.immutable.HashMap<>());
    assertThat(submit.master()).startsWith("k8s://https://");
    // In cluster mode the pod would wait for another, and end with a code of Spark's.
    assertThat(submit.deployMode()).isEqualTo("client");
    assertThat(submit.mainClass()).isEqualTo(Perpixel.class.getName());
    assertThat(submit.numExecutors()).isEqualTo("4");
    Map<String, String> properties = JavaConverters.mapAsJavaMap(submit.sparkProperties());
    assertThat(properties)
        .containsEntry("spark.driver.host", "10.0.0.7")
        .containsEntry("spark.kubernetes.container.image", driver.path("image").textValue())
        .containsEntry(
            "spark.kubernetes.authenticate.executor.serviceAccountName",
            pod.path("serviceAccountName").textValue());

    String[] command = JavaConverters.bufferAsJavaList(submit.childArgs()).toArray(String[]::new);
    CommandLine.ParseResult train = Perpixel.commandLine().parseArgs(command).subcommand();
    assertThat(train.commandSpec().name()).isEqualTo("train");
    assertThat(train.hasMatchedOption("--resume")).isTrue();
    String config = train.matchedOption("--config").getValue();
    List<String> assignments = train.matchedOption("--set").getValue();
    Settings settings = Settings.load(config.replace("/opt/perpixel/", ""), assignments);
    assertThat(settings.train().workers()).isEqualTo(4);
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
