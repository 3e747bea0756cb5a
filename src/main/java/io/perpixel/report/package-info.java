/**
 * What people look at: progress lines, learning curves, galleries, TensorBoard events and HTML
 * reports. Values in, text or PNG bytes out; knows nothing of Spark or Deeplearning4j.
 */
package io.perpixel.report;
