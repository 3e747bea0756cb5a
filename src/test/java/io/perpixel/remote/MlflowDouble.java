package io.perpixel.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP server that keeps registered models, versions and runs as MLflow's REST API 2.0 documents
 * them: requests with a field that is missing, unknown or of another type are refused as MLflow
 * does. It breaks where a test wants it to.
 */
public final class MlflowDouble implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/api/2.0/mlflow/";

  /** One comparison of a tag, of all that filters of runs can say. */
  private static final Pattern TAG = Pattern.compile("tags\\.`(?<key>[^`]+)` = '(?<value>[^']*)'");

  /** Fields of each request: {@code *} for required ones, then the type. */
  private static final Map<String, Map<String, String>> FIELDS =
      Map.of(
          "registered-models/create",
          Map.of("name", "*STRING", "tags", "ARRAY", "description", "STRING"),
          "registered-models/alias",
          Map.of("name", "*STRING", "alias", "*STRING", "version", "*STRING"),
          "model-versions/search",
          Map.of("filter", "STRING", "max_results", "STRING", "page_token", "STRING"),
          "model-versions/create",
          Map.of("name", "*STRING", "source", "*STRING", "run_id", "STRING", "tags", "ARRAY"),
          "experiments/get-by-name",
          Map.of("experiment_name", "*STRING"),
          "experiments/create",
          Map.of("name", "*STRING"),
          "runs/create",
          Map.of(
              "experiment_id",
              "*STRING",
              "run_name",
              "STRING",
              "start_time",
              "NUMBER",
              "tags",
              "ARRAY"),
          "runs/search",
          Map.of("experiment_ids", "*ARRAY", "filter", "STRING", "max_results", "NUMBER"),
          "runs/log-batch",
          Map.of("run_id", "*STRING", "metrics", "ARRAY", "params", "ARRAY", "tags", "ARRAY"),
          "runs/update",
          Map.of("run_id", "*STRING", "status", "STRING", "end_time", "NUMBER"));

  public final Map<String, String> aliases = new TreeMap<>();
  public final List<ObjectNode> versions = new ArrayList<>();
  public final Map<String, ObjectNode> runs = new LinkedHashMap<>();
  public final List<String> calls = new ArrayList<>();

  /** The call that is answered with 503, and does nothing; none if it is null. */
  public volatile String broken;

  /** The call whose next answer is lost on the way: what it asks for is done. */
  public volatile String mute;

  private final Set<String> models = new HashSet<>();
  private final Map<String, String> experiments = new LinkedHashMap<>();
  private final String token;
  private final HttpServer server;

  /** A server that wants this token; none if it is null. */
  public MlflowDouble(String token) throws IOException {
    this.token = token;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ObjectNode answer = JSON.createObjectNode();
      int status = 200;
      try {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null && !("Bearer " + token).equals(authorization)) {
          throw new Refusal(401, "UNAUTHENTICATED", "who\nare you?");
        }
        String path = exchange.getRequestURI().getPath();
        String call = path.startsWith(API) ? path.substring(API.length()) : path;
        calls.add(call);
        boolean get = exchange.getRequestMethod().equals("GET");
        JsonNode request =
            get
                ? query(exchange.getRequestURI().getRawQuery())
                : JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (call.equals(broken)) {
          throw new Refusal(503, "TEMPORARILY_UNAVAILABLE", "later");
        }
        check(call, request, get);
        answer(call, request, answer);
        if (call.equals(mute)) {
          mute = null;
          return;
        }
      } catch (Refusal e) {
        status = e.status;
        answer.put("error_code", e.code).put("message", e.getMessage());
      }
      byte[] bytes = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static JsonNode query(String query) {
    ObjectNode fields = JSON.createObjectNode();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
      fields.put(pair.substring(0, equals), value);
    }
    return fields;
  }

  private static void check(String call, JsonNode request, boolean get) {
    Map<String, String> fields = FIELDS.get(call);
    if (fields == null || get != (call.equals("model-versions/search") || call.contains("/get"))) {
      throw new Refusal(404, "ENDPOINT_NOT_FOUND", call);
    }
    fields.forEach(
        (name, type) -> {
          JsonNode value = request.get(name);
          boolean right =
              value == null
                  ? !type.startsWith("*")
                  : value.getNodeType().name().equals(type.replace("*", ""));
          if (!right) {
            throw new Refusal(400, "INVALID_PARAMETER_VALUE", name + " is " + value);
          }
        });
    request
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.containsKey(name)) {
                throw new Refusal(400, "INVALID_PARAMETER_VALUE", "unknown " + name);
              }
            });
  }

  private void answer(String call, JsonNode request, ObjectNode answer) {
    String name = request.path("name").asText();
    switch (call) {
      case "registered-models/create" -> {
        if (!models.add(name)) {
          throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", name + " exists");
        }
        answer.putObject("registered_model").put("name", name);
      }
      case "registered-models/alias" -> {
        if (versions.stream().noneMatch(v -> v.path("version").equals(request.path("version")))) {
          throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such version");
        }
        aliases.put(request.path("alias").asText(), request.path("version").asText());
      }
      case "model-versions/search" -> {
        // One to a page, so that clients must ask on.
        int from = request.path("page_token").asInt(0);
        ArrayNode page = answer.putArray("model_versions");
        if (from < versions.size()) {
          page.add(versions.get(from));
        }
        if (from + 1 < versions.size()) {
          answer.put("next_page_token", Integer.toString(from + 1));
        }
      }
      case "model-versions/create" -> {
        if (!models.contains(name) || !runs.containsKey(request.path("run_id").asText())) {
          throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such model or run");
        }
        ObjectNode version = ((ObjectNode) request).deepCopy();
        version.put("version", Integer.toString(versions.size() + 1));
        versions.add(version);
        answer.set("model_version", version);
      }
      case "experiments/get-by-name" -> {
        String id = experiments.get(request.path("experiment_name").asText());
        if (id == null) {
          throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such experiment");
        }
        answer.putObject("experiment").put("experiment_id", id);
      }
      case "experiments/create" -> {
        experiments.put(name, "e" + experiments.size());
        answer.put("experiment_id", experiments.get(name));
      }
      case "runs/create" -> {
        String id = "r" + runs.size();
        runs.put(id, ((ObjectNode) request).deepCopy());
        answer.putObject("run").putObject("info").put("run_id", id);
      }
      case "runs/search" -> {
        Matcher tag = TAG.matcher(request.path("filter").asText());
        if (!tag.matches()) {
          throw new Refusal(400, "INVALID_PARAMETER_VALUE", "invalid filter");
        }
        ArrayNode found = answer.putArray("runs");
        runs.forEach((id, run) -> search(id, run, tag, request.path("experiment_ids"), found));
      }
      default -> runs.get(request.path("run_id").asText()).setAll((ObjectNode) request);
    }
  }

  private static void search(
      String id, ObjectNode run, Matcher tag, JsonNode experiments, ArrayNode found) {
    ObjectNode wanted = JSON.createObjectNode();
    wanted.put("key", tag.group("key")).put("value", tag.group("value"));
    boolean tagged = false;
    for (JsonNode each : run.path("tags")) {
      tagged |= each.equals(wanted);
    }
    boolean there = false;
    for (JsonNode experiment : experiments) {
      there |= experiment.equals(run.path("experiment_id"));
    }
    if (tagged && there) {
      ObjectNode shown = found.addObject();
      shown.putObject("info").put("run_id", id);
      shown.putObject("data").set("tags", run.path("tags"));
    }
  }

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    Refusal(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
