package io.perpixel.manifest;

/** Told what a fetch is doing. Called from the fetching thread only. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void start(String task, long bytes) {}

        @Override
        public void advance(long bytes) {}

        @Override
        public void done() {}

        @Override
        public void note(String message) {}
      };

  /**
   * A download or the like begins.
   *
   * @param bytes to be expected, or -1 if nobody knows
   */
  void start(String task, long bytes);

  /** So many bytes of the task are done now; may fall when a download starts over. */
  void advance(long bytes);

  /** The task has ended, well or not. */
  void done();

  /** Something that the user should know although it is no failure. */
  void note(String message);
}
