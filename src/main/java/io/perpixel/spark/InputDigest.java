package io.perpixel.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Identifies an input.
 *
 * @param path as the user gave it
 * @param files number of files
 * @param bytes their total length
 * @param method {@code content}: SHA-256 over relative paths and contents. {@code listing}: over
 *     relative paths, lengths and modification times, for inputs so large that reading them only to
 *     find that nothing is to do would be absurd
 * @param sha256 lower case hexadecimal
 */
public record InputDigest(String path, long files, long bytes, String method, String sha256) {
  /** Up to this much is read on the driver, about a second's work. */
  static final long CONTENT_LIMIT = 1L << 30;

  private static final int READERS = 16;

  /**
   * Digests the files below a directory.
   *
   * @param path as the user gave it
   */
  static InputDigest of(String path, List<FileStatus> files, Configuration conf)
      throws IOException {
    return of(path, files, conf, CONTENT_LIMIT);
  }

  static InputDigest of(String path, List<FileStatus> files, Configuration conf, long contentLimit)
      throws IOException {
    List<ListedFile> listed = files.stream().map(ListedFile::of).toList();
    return ofListed(path, listed, FileContents.Known.NOTHING, conf, contentLimit).digest();
  }

  /**
   * Likewise, of files that Spark has listed.
   *
   * @param known what need not be read again
   */
  static FileContents ofListed(
      String path, List<ListedFile> files, FileContents.Known known, Configuration conf)
      throws IOException {
    return ofListed(path, files, known, conf, CONTENT_LIMIT);
  }

  private static FileContents ofListed(
      String path,
      List<ListedFile> files,
      FileContents.Known known,
      Configuration conf,
      long contentLimit)
      throws IOException {
    long bytes = files.stream().mapToLong(ListedFile::length).sum();
    boolean content = bytes <= contentLimit;
    MessageDigest digest = newSha256();
    String root = HadoopFiles.root(path, conf).toString();
    List<ListedFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(ListedFile::path));
    List<String> contents = content ? contents(sorted, known, conf) : List.of();
    Map<String, String> byPath = new HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      ListedFile file = sorted.get(i);
      String name = file.path();
      String relative = name.startsWith(root) ? name.substring(root.length()) : name;
      if (content) {
        byPath.put(name, contents.get(i));
      }
      String what = content ? file.length() + "\0" + contents.get(i) : file.stamp();
      digest.update((relative + "\0" + what + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String hex = HexFormat.of().formatHex(digest.digest());
    InputDigest all =
        new InputDigest(path, files.size(), bytes, content ? "content" : "listing", hex);
    return new FileContents(files, all, byPath);
  }

  /** Several files at a time: from an object store, most of the time is waiting. */
  private static List<String> contents(
      List<ListedFile> files, FileContents.Known known, Configuration conf) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<String>> pending = new ArrayList<>();
      for (ListedFile file : files) {
        Optional<String> before = known.of(file);
        pending.add(
            before.isPresent()
                ? CompletableFuture.completedFuture(before.get())
                : threads.submit(() -> content(new Path(file.path()), conf)));
      }
      List<String> digests = new ArrayList<>();
      for (Future<String> digest : pending) {
        digests.add(digest.get());
      }
      return digests;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading the input");
    } finally {
      threads.shutdownNow();
    }
  }

  private static String content(Path file, Configuration conf) throws IOException {
    MessageDigest digest = newSha256();
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
