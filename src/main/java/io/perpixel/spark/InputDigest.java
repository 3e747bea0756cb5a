package io.perpixel.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

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
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    boolean content = bytes <= contentLimit;
    MessageDigest digest = newSha256();
    String root = HadoopFiles.root(path, conf).toString();
    List<FileStatus> sorted =
        files.stream().sorted(Comparator.comparing(f -> f.getPath().toString())).toList();
    for (FileStatus file : sorted) {
      String name = file.getPath().toString();
      String relative = name.startsWith(root) ? name.substring(root.length()) : name;
      String stamp = content ? "" : "\0" + file.getModificationTime();
      digest.update(
          (relative + "\0" + file.getLen() + stamp + "\n").getBytes(StandardCharsets.UTF_8));
      if (content) {
        addContent(digest, file, conf);
      }
    }
    String hex = HexFormat.of().formatHex(digest.digest());
    return new InputDigest(path, files.size(), bytes, content ? "content" : "listing", hex);
  }

  private static void addContent(MessageDigest digest, FileStatus file, Configuration conf)
      throws IOException {
    try (InputStream in = file.getPath().getFileSystem(conf).open(file.getPath());
        DigestInputStream through = new DigestInputStream(in, digest)) {
      byte[] buffer = new byte[1 << 16];
      while (through.read(buffer) >= 0) {
        // The digest is all we want of it.
      }
    }
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
