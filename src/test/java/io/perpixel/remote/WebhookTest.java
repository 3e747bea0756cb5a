package io.perpixel.remote;

import static io.perpixel.remote.ScriptedServer.breakOff;
import static io.perpixel.remote.ScriptedServer.header;
import static io.perpixel.remote.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.remote.ScriptedServer.Behaviour;
import io.perpixel.testing.DeafPort;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final Map<String, String> TOKEN = Map.of("PERPIXEL_WEBHOOK_TOKEN", "s3cret\n");
  private static final Patience PATIENT =
      new Patience(Duration.ofSeconds(60), 3, Duration.ofMillis(5), Duration.ofSeconds(2));

  /** For servers that are silent: what comes in time elsewhere may be too late here. */
  private static final Patience SHORT =
      new Patience(Duration.ofMillis(400), 3, Duration.ofMillis(5), Duration.ofSeconds(2));

  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void postsTheObjectWithTheToken() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("event", "promoted");
    payload.put("model", "Pferde ü");
    payload.put("version", 12);
    payload.put("accuracy", Double.NaN);
    assertThat(post(payload)).isEmpty();
    assertThat(server.requests)
        .containsExactly(
            new ScriptedServer.Request(
                "POST",
                "/hook/PATHSECRET?key=QUERYSECRET",
                "Bearer s3cret",
                "application/json",
                "{\"event\":\"promoted\",\"model\":\"Pferde ü\",\"version\":12,\"accuracy\":null}"));
  }

  @Test
  void sendsUserAndPasswordOfTheAddressWhereThereIsNoToken() {
    String basic = "Basic " + Base64.getEncoder().encodeToString("bob:PASSWORD".getBytes());
    assertThat(Webhook.of(address(), Map.of(), PATIENT).post(Map.of())).isEmpty();
    assertThat(server.requests).extracting(r -> r.authorization()).containsExactly(basic);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429})
  void triesAgainWhatMayGoAway(int status) {
    server.next(status(status), status(status));
    assertThat(post(Map.of())).isEmpty();
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void triesAgainAfterSilenceAndBrokenConnections() {
    server.next(server.silence(), breakOff());
    Patience often = new Patience(SHORT.timeout(), 12, SHORT.pause(), SHORT.longestPause());
    assertThat(Webhook.of(address(), TOKEN, often).post(Map.of())).isEmpty();
    assertThat(server.requests).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void waitsForTheWholeAnswerNoLongerThanForItsBeginning() {
    Behaviour stalls = server.silenceAfterHeaders();
    server.next(stalls, stalls, stalls);
    assertThat(Webhook.of(address(), TOKEN, SHORT).post(Map.of()).orElseThrow())
        .endsWith("was not told: no answer within 0.4 s (tried 3 times)");
  }

  @Test
  void givesUpAfterAllAttempts() {
    server.next(status(500), status(502), status(503), status(200));
    assertProblem("it answered 503 (tried 3 times)");
    assertThat(server.requests).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | it answered 400
          401 | it answered 401: is PERPIXEL_WEBHOOK_TOKEN set, and right?
          404 | it answered 404
          302 | it answered 302: redirects are not followed, set the final address
          """)
  void doesNotRepeatWhatIsRefused(int status, String said) {
    server.next(header("Location", "http://" + server.authority() + "/other", status(status)));
    assertProblem(said);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void waitsAsLongAsItIsAsked() {
    server.next(header("Retry-After", "1", status(429)));
    long start = System.nanoTime();
    assertThat(post(Map.of())).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void aDateThatIsPastIsNoWait() {
    server.next(header("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", status(503)));
    assertThat(post(Map.of())).isEmpty();
  }

  @Test
  void doesNotWaitForHours() {
    ZonedDateTime later = ZonedDateTime.now(ZoneOffset.UTC).plusHours(3);
    String date = later.format(DateTimeFormatter.RFC_1123_DATE_TIME);
    server.next(header("Retry-After", "3600", status(429)));
    assertProblem("it answered 429 and wants no other request for 3600 s");
    server.next(header("Retry-After", date, status(503)));
    assertThat(post(Map.of()).orElseThrow()).contains("it answered 503 and wants no other request");
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    try (DeafPort port = new DeafPort()) {
      String address = "http://" + port.authority();
      assertThat(Webhook.of(address + "/", Map.of(), PATIENT).post(Map.of()))
          .contains(
              "notify.webhook: %s was not told: it refuses the connection (tried 3 times)"
                  .formatted(address));
    }
  }

  @Test
  void saysThatAHostIsUnknown() {
    // Once: a resolver that asks in vain takes its time.
    Patience once = new Patience(PATIENT.timeout(), 1, PATIENT.pause(), PATIENT.longestPause());
    assertThat(Webhook.of("http://no-such-host.invalid/", Map.of(), once).post(Map.of()))
        .hasValueSatisfying(
            line -> assertThat(line).contains("no-such-host.invalid was not told: its name"));
  }

  @Test
  void readsNoMoreThanItNeedsOfALongAnswer() {
    server.next(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[1 << 16];
          for (int i = 0; i < 1 << 14; i++) {
            exchange.getResponseBody().write(piece);
          }
        });
    assertThat(post(Map.of())).isEmpty();
  }

  @Test
  void anInterruptIsKept() {
    Thread.currentThread().interrupt();
    assertThat(post(Map.of()).orElseThrow()).endsWith("was not told: interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatIsNoJsonIsNotThrown() {
    assertThat(post(Map.of("thread", new Object())).orElseThrow())
        .contains("not representable as JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hooks.example.org/SECRET",
        "ftp://h/SECRET",
        "https:///SECRET",
        "http://h/SEC RET"
      })
  void refusesWhatIsNoAddressWithoutShowingIt(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Webhook.of(address, Map.of()))
        .withMessageContaining("expected https://HOST/PATH")
        .withMessageStartingWith("notify.webhook")
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("SEC"));
  }

  @Test
  void refusesATokenThatNoHeaderMayHoldWithoutShowingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Webhook.of(address(), Map.of("PERPIXEL_WEBHOOK_TOKEN", "a\nHost: evil")))
        .withMessage(
            "PERPIXEL_WEBHOOK_TOKEN holds white space or a character beyond ASCII: expected one token");
  }

  private String address() {
    return "http://bob:PASSWORD@" + server.authority() + "/hook/PATHSECRET?key=QUERYSECRET";
  }

  private Optional<String> post(Map<String, ?> payload) {
    return Webhook.of(address(), TOKEN, PATIENT).post(payload);
  }

  private void assertProblem(String said) {
    assertThat(post(Map.of("event", "failed")))
        .contains("notify.webhook: http://%s was not told: %s".formatted(server.authority(), said));
  }
}
