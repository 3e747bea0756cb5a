package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;

/**
 * One file over HTTP, digested while it streams.
 *
 * <p>Bytes go to {@code TARGET.part}; beside it {@code TARGET.part.validator} keeps the server's
 * strong ETag (or date), with which a later attempt, in this run or another, asks for the rest (RFC
 * 9110, Range and If-Range). A server that ignores ranges, or whose file has changed, sends all of
 * it again. {@code TARGET} appears only when size and digests are right.
 */
final class HttpDownload {
  private final HttpClient client;
  private final FetchSettings settings;
  private final Progress progress;

  HttpDownload(FetchSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  /**
   * Downloads, resuming where an earlier attempt broke off.
   *
   * @throws IntegrityException if what the server has is not what the manifest describes
   * @throws DiskException if the disk is full
   * @throws IOException if the server cannot be reached, refuses, or breaks off too often
   */
  void get(Source source, Path target) throws IOException, InterruptedException {
    PartFile part = new PartFile(target);
    progress.start(source.id(), source.size());
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          attempt(source, part);
          Files.move(part.path(), target, StandardCopyOption.REPLACE_EXISTING);
          part.delete();
          return;
        } catch (TransientException e) {
          if (attempt >= Math.min(settings.attempts(), e.attemptsWorthwhile())) {
            throw new IOException(
                e.getMessage() + (attempt > 1 ? " (tried " + attempt + " times)" : ""), e);
          }
          progress.note(source.id() + ": " + e.getMessage() + "; trying again");
          Thread.sleep(settings.pause().toMillis() << (attempt - 1));
        }
      }
    } finally {
      progress.done();
    }
  }

  private void attempt(Source source, PartFile part) throws IOException, InterruptedException {
    Digesting digesting = new Digesting(source.size(), source.checksums());
    long have = part.digestInto(digesting, source.size());
    if (have < source.size()) {
      HttpResponse<InputStream> response = request(source, part, have);
      try (InputStream body = response.body()) {
        if (response.statusCode() != 206) {
          have = 0;
          digesting = new Digesting(source.size(), source.checksums());
        }
        checkHeaders(response, source, part, have);
        part.validator(response.headers());
        receive(body, part, have > 0, source, digesting);
      }
    }
    try {
      digesting.verify();
    } catch (IntegrityException e) {
      part.delete();
      if (have > 0) {
        throw new TransientException(e.getMessage() + " after resuming; starting over", e);
      }
      throw e;
    }
  }

  private HttpResponse<InputStream> request(Source source, PartFile part, long have)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(source.uri())
            .timeout(settings.stallTimeout())
            .header("Accept-Encoding", "identity");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
      part.validator().ifPresent(validator -> request.header("If-Range", validator));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw TransientException.ofConnection(source.uri(), settings, e);
    }
  }

  private static void checkHeaders(
      HttpResponse<InputStream> response, Source source, PartFile part, long have)
      throws IOException {
    int status = response.statusCode();
    String answer = "HTTP %d from %s".formatted(status, response.uri());
    if (status == 416) {
      part.delete();
      throw new TransientException(answer + ": it cannot resume; starting over", null);
    }
    if (status == 408 || status == 429 || status >= 500) {
      throw new TransientException(answer, null);
    }
    if (status != 200 && status != 206) {
      throw new IOException(answer + (status == 404 ? ": there is no such file" : ""));
    }
    if (status == 206) {
      String range = response.headers().firstValue("Content-Range").orElse("none");
      if (!range.startsWith("bytes " + have + "-")) {
        part.delete();
        throw new TransientException(
            "asked for bytes from %d, got Content-Range '%s'; starting over".formatted(have, range),
            null);
      }
    }
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    if (length.isPresent() && length.getAsLong() != source.size() - have) {
      throw new IntegrityException(
          "the server's file has %,d bytes, expected %,d"
              .formatted(have + length.getAsLong(), source.size()));
    }
  }

  private void receive(
      InputStream body, PartFile part, boolean append, Source source, Digesting digesting)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    String end = "the connection ended";
    try (OutputStream out = part.open(append);
        InputStream in = new GuardedInput(body, settings.stallTimeout())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digesting.update(buffer, n);
        if (digesting.size() > source.size()) {
          throw new IntegrityException("more than the expected %,d bytes".formatted(source.size()));
        }
        out.write(buffer, 0, n);
        progress.advance(digesting.size());
      }
    } catch (TransientException e) {
      end = e.getMessage();
    }
    if (digesting.size() < source.size()) {
      throw new TransientException(
          "%s after %,d of %,d bytes".formatted(end, digesting.size(), source.size()), null);
    }
  }
}
