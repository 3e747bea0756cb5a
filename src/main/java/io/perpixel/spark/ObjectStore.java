package io.perpixel.spark;

import java.util.Set;
import org.apache.hadoop.fs.Path;

/** File systems that have no directories, so that renaming one is a copy of each of its objects. */
final class ObjectStore {
  private static final Set<String> SCHEMES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs");

  private ObjectStore() {}

  /** Whether a qualified path is on one. */
  static boolean is(Path path) {
    String scheme = path.toUri().getScheme();
    return scheme != null && SCHEMES.contains(scheme);
  }
}
