package io.perpixel.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback that keeps what it gets, and answers in turn as it is told. */
final class ScriptedServer implements AutoCloseable {
  /** What is done with one request. */
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** A request as it came. */
  record Request(String method, String target, String authorization, String type, String body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();

  private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Behaviour otherwise;

  /** A server that answers {@code otherwise} once the script is at its end. */
  ScriptedServer(Behaviour otherwise) throws IOException {
    this.otherwise = otherwise;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  ScriptedServer() throws IOException {
    this(status(200));
  }

  /** The next requests are answered so. */
  ScriptedServer next(Behaviour... behaviours) {
    script.addAll(List.of(behaviours));
    return this;
  }

  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  static Behaviour status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  static Behaviour json(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Behaviour header(String name, String value, Behaviour then) {
    return exchange -> {
      exchange.getResponseHeaders().set(name, value);
      then.answer(exchange);
    };
  }

  /** Nothing comes. */
  Behaviour silence() {
    return exchange -> await();
  }

  /** The headers come, and a body of 100 bytes does not. */
  Behaviour silenceAfterHeaders() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      await();
    };
  }

  /** The connection breaks off before there is an answer. */
  static Behaviour breakOff() {
    return exchange -> {
      throw new IOException("breaks off");
    };
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      Behaviour behaviour = script.poll();
      (behaviour == null ? otherwise : behaviour).answer(exchange);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
