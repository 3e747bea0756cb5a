package io.perpixel.job;

import io.perpixel.report.HtmlReport;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import java.io.IOException;
import java.util.List;

/** What a training report says about the task that its model was trained for. */
interface ReportTask {
  /** Heading of the page. */
  String title();

  /** The result of the run in one sentence. */
  String outcome(EpochRecord kept);

  /** Validation images beside what the model makes of them, as PNG. */
  byte[] gallery(List<Example> shown, int threads);

  /** What the gallery shows, for those who cannot see it. */
  String galleryText();

  /** Adds the task's other pictures. */
  default void pictures(HtmlReport page, PictureWriter writer) throws IOException {}

  /** Adds the task's own tables. */
  default void tables(HtmlReport page) {}

  /** Puts a picture into the run directory and onto the page. */
  @FunctionalInterface
  interface PictureWriter {
    void write(HtmlReport page, String heading, String file, byte[] png, String text)
        throws IOException;
  }
}
