package io.perpixel.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an HTTP server on loopback and fails at times: answers 503 or 500 itself, hangs up
 * without an answer, hangs up after the first kilobyte of one, or never answers. Of every so many
 * requests one fails, chance says which; the ways to fail take turns. So many requests meet so many
 * faults, whatever the order in which threads send them.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final int LONGEST_HEAD = 1 << 16;

  private final ServerSocket listening;
  private final int upstream;
  private final int every;
  private final int stalls;
  private final Random random;
  private int left;
  private int untilFault;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "faulty-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  /**
   * A proxy.
   *
   * @param upstream port of the server
   * @param every of so many requests one fails
   */
  public FaultyProxy(int upstream, int every, long seed) throws IOException {
    this(upstream, every, seed, 0);
  }

  /**
   * As {@link #FaultyProxy(int, int, long)}.
   *
   * @param stalls how many of the faults are no answer at all, on which clients lose time: each
   *     fifth until then
   */
  public FaultyProxy(int upstream, int every, long seed, int stalls) throws IOException {
    this.upstream = upstream;
    this.every = every;
    this.stalls = stalls;
    this.random = new Random(seed);
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Requests so far. */
  public int requests() {
    return requests.get();
  }

  /** Requests of these that failed. */
  public int faults() {
    return faults.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** Clients send one request at a time, so answers can be passed on as they come. */
  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      Answers answers = new Answers(client, server);
      threads.execute(answers);
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      while (true) {
        String head = head(in);
        requests.incrementAndGet();
        int fault = fault();
        if (fault == 0 || fault == 1) {
          fail(client, fault == 0 ? "503 Slow Down" : "500 Internal Server Error");
          return;
        } else if (fault == 2) {
          return;
        } else if (fault == 4) {
          // Until the client has waited long enough.
          in.transferTo(OutputStream.nullOutputStream());
          return;
        } else if (fault == 3) {
          // Only this answer: what is left of the bytes must not end within the next one's head.
          head = head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
          answers.left = 1000;
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        Matcher length = LENGTH.matcher(head);
        pass(in, out, length.find() ? Long.parseLong(length.group(1)) : 0);
      }
    } catch (IOException e) {
      // One of the two has hung up.
    }
  }

  private int fault() {
    synchronized (random) {
      if (left == 0) {
        left = every;
        untilFault = random.nextInt(every);
      }
      left--;
      if (untilFault-- != 0) {
        return -1;
      }
      int fault = faults.getAndIncrement();
      return fault % 5 == 4 && fault / 5 < stalls ? 4 : fault % 4;
    }
  }

  private static void fail(Socket client, String status) throws IOException {
    String code = status.startsWith("503") ? "SlowDown" : "InternalError";
    String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>";
    String answer =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body.length(), body);
    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
    client.shutdownOutput();
    // Hanging up on a client that still sends would make it lose the answer.
    client.setSoTimeout(200);
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ending = 0;
    while (ending < 4) {
      int b = in.read();
      if (b < 0 || head.size() > LONGEST_HEAD) {
        throw new EOFException();
      }
      head.write(b);
      ending = b == "\r\n\r\n".charAt(ending) ? ending + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void pass(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 14];
    for (long left = bytes; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, n);
      out.flush();
      left -= n;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }

  /** Passes on what the server says, or the beginning of it. */
  private static final class Answers implements Runnable {
    private final Socket client;
    private final Socket server;
    private volatile long left = Long.MAX_VALUE;

    Answers(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 14];
      try {
        while (left > 0) {
          int n = server.getInputStream().read(buffer);
          if (n < 0) {
            return;
          }
          n = (int) Math.min(n, left);
          client.getOutputStream().write(buffer, 0, n);
          client.getOutputStream().flush();
          if (left != Long.MAX_VALUE) {
            left -= n;
          }
        }
      } catch (IOException e) {
        // One of the two has hung up.
      } finally {
        hangUp(client);
        hangUp(server);
      }
    }

    private static void hangUp(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // It was.
      }
    }
  }
}
