package io.perpixel.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.train.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The calls of MLflow's REST API 2.0 that a registered version needs. */
final class MlflowServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Service service;
  private final String api;

  /**
   * A server; nothing is sent yet.
   *
   * @param address of the tracking server, as in {@code MLFLOW_TRACKING_URI}
   * @throws IllegalArgumentException if the address or the token cannot be used
   */
  MlflowServer(String address, Map<String, String> environment, Patience patience) {
    Optional<BearerToken> token = BearerToken.of(MlflowPush.TOKEN_VARIABLE, environment);
    this.service = new Service("--mlflow", address, token, patience);
    this.api = address.strip().replaceFirst("/+$", "") + "/api/2.0/mlflow/";
  }

  /** A refusal, as MLflow tells it. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    RefusedException(String message, String code) {
      super(message);
      this.code = code;
    }

    /** Such as {@code RESOURCE_ALREADY_EXISTS}; empty if there is none. */
    String code() {
      return code;
    }
  }

  /** Looks for something at the server. */
  interface Lookup {
    /** Its id, if it is there. */
    Optional<String> find() throws IOException, InterruptedException;
  }

  /** For calls that do no harm when they are repeated. */
  JsonNode post(String call, Map<String, ?> body) throws IOException, InterruptedException {
    return call("POST", call, URI.create(api + call), Json.line(body), () -> true).orElseThrow();
  }

  /**
   * Makes something of which MLflow would make another if it was asked again. Where no answer came
   * it may be there nevertheless, so it is looked for before the call is repeated.
   *
   * @param pointer where the answer has its id
   * @param made finds it
   * @return its id
   */
  String create(String call, Map<String, ?> body, String pointer, Lookup made)
      throws IOException, InterruptedException {
    AtomicReference<String> there = new AtomicReference<>();
    Optional<JsonNode> answer =
        call(
            "POST",
            call,
            URI.create(api + call),
            Json.line(body),
            () -> {
              there.set(made.find().orElse(null));
              return there.get() == null;
            });
    return answer.isPresent() ? text(answer.get(), pointer) : there.get();
  }

  JsonNode get(String call, Map<String, String> query) throws IOException, InterruptedException {
    StringBuilder uri = new StringBuilder(api + call);
    char separator = '?';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      String value = URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8);
      uri.append(separator).append(parameter.getKey()).append('=').append(value);
      separator = '&';
    }
    return call("GET", call, URI.create(uri.toString()), "", () -> true).orElseThrow();
  }

  /** What an answer says at a JSON pointer, where MLflow's has a text. */
  static String text(JsonNode answer, String pointer) throws IOException {
    String text = answer.at(pointer).asText("");
    if (text.isEmpty()) {
      throw new IOException(
          "the server's answer has no %s: is it an MLflow server?".formatted(pointer.substring(1)));
    }
    return text;
  }

  /** The answer, if it is a success; empty if a repetition was not needed. */
  private Optional<JsonNode> call(
      String method, String call, URI uri, String body, Service.Repetition repetition)
      throws IOException, InterruptedException {
    Optional<Service.Answer> sent;
    try {
      sent = service.send(method, uri, body, repetition);
    } catch (IOException e) {
      throw new IOException("%s, %s: %s".formatted(service.shown(), call, e.getMessage()), e);
    }
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    Service.Answer answer = sent.get();
    JsonNode json = parse(answer.body());
    if (answer.isSuccess()) {
      return Optional.of(json);
    }
    String code = json.path("error_code").asText();
    String said = json.path("message").asText().replaceAll("\\s+", " ");
    String hint =
        answer.status() == 401 || answer.status() == 403
            ? ": is %s set, and right?".formatted(MlflowPush.TOKEN_VARIABLE)
            : "";
    throw new RefusedException(
        "%s, %s: it answered %d %s %s%s"
            .formatted(service.shown(), call, answer.status(), code, said, hint)
            .replaceAll(" +", " ")
            .strip(),
        code);
  }

  /** What is no JSON, such as a proxy's page, says nothing. */
  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body.isEmpty() ? "{}" : body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
