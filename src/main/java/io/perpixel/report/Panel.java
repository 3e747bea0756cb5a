package io.perpixel.report;

/** One pair of axes with what is drawn between them. */
interface Panel {
  /** Paints it into a rectangle. */
  void paint(Canvas canvas, int x, int y, int width, int height);
}
