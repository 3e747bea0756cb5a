package io.perpixel.registry;

import io.perpixel.train.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The files of a registry, by their path below its directory, with {@code /} between names. */
public interface Store {
  /** A small file's content; empty if there is none. */
  Optional<byte[]> read(String path) throws IOException;

  /**
   * A file to be read piece by piece; close it.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  InputStream open(String path) throws IOException;

  /** Writes or replaces a file: readers see the former content or all of the new. */
  void write(String path, Content content) throws IOException;

  /** Names of what is in a directory, in their order; none if there is no such directory. */
  List<String> list(String directory) throws IOException;

  /** Deletes a file, or a directory with all that is in it; nothing if it is not there. */
  void delete(String path) throws IOException;

  /**
   * Takes a lock, until it is closed; that of a process which died is taken over.
   *
   * @param name of the lock: a path below the directory, at which nothing has to be
   * @throws LockedException at once, if another process has it; the message says which
   */
  Lock lock(String name) throws IOException;

  /** A lock that was taken. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** How a user would name a file. */
  String shown(String path);
}
