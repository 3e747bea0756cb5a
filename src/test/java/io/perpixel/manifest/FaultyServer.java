package io.perpixel.manifest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback that serves byte arrays and misbehaves on request. */
final class FaultyServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Queue<Integer>> cuts = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** One line per request: path, Range and If-Range. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  volatile boolean ranges = true;
  volatile boolean stall;
  volatile String etag = "\"v1\"";

  FaultyServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Serves a file and returns its address. */
  String serve(String name, byte[] content) {
    files.put("/" + name, content);
    return address(name);
  }

  String address(String name) {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://127.0.0.1:" + at.getPort() + "/" + name).toString();
  }

  /** The next requests for this file break off after so many bytes each. */
  void cut(String name, Integer... bytes) {
    cuts.put("/" + name, new ArrayDeque<>(Arrays.asList(bytes)));
  }

  void status(String name, int status) {
    statuses.put("/" + name, status);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
      requests.add(path + " " + range + " " + ifRange);
      byte[] content = files.get(path);
      int status = statuses.getOrDefault(path, content == null ? 404 : 200);
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      int from = 0;
      if (etag != null) {
        exchange.getResponseHeaders().set("ETag", etag);
      }
      if (ranges && range != null && (ifRange == null || ifRange.equals(etag))) {
        from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      Queue<Integer> planned = cuts.getOrDefault(path, new ArrayDeque<>());
      Integer cut = planned.poll();
      int length = Math.min(cut == null ? Integer.MAX_VALUE : cut, content.length - from);
      exchange.getResponseBody().write(content, from, length);
      exchange.getResponseBody().flush();
      if (stall) {
        closed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
