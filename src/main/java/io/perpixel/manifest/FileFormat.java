package io.perpixel.manifest;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What can be told of a data file by its name and size. */
final class FileFormat {
  private static final int CIFAR10_RECORD = 1 + 3 * 32 * 32;
  private static final Pattern CIFAR10 =
      Pattern.compile("(.*/)?(data_batch_[0-9]+|test_batch)\\.bin");

  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("png", "image/png"),
          Map.entry("gif", "image/gif"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("webp", "image/webp"),
          Map.entry("txt", "text/plain"),
          Map.entry("csv", "text/csv"),
          Map.entry("json", "application/json"),
          Map.entry("parquet", "application/vnd.apache.parquet"),
          Map.entry("tar", "application/x-tar"),
          Map.entry("gz", "application/gzip"),
          Map.entry("tgz", "application/gzip"),
          Map.entry("zip", "application/zip"));

  private FileFormat() {}

  /** Media type (MIME) by the extension. */
  static String mediaType(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return MEDIA_TYPES.getOrDefault(extension, "application/octet-stream");
  }

  /** How many examples it holds; 0 if that cannot be told. */
  static long records(String name, long size) {
    if (mediaType(name).startsWith("image/")) {
      return 1;
    }
    return CIFAR10.matcher(name).matches() && size % CIFAR10_RECORD == 0
        ? size / CIFAR10_RECORD
        : 0;
  }
}
