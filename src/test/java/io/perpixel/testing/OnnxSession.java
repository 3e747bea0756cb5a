package io.perpixel.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.Closeable;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime on one model of one float32 input and one float32 output. */
public final class OnnxSession implements Closeable {
  private final OrtSession session;

  /**
   * A session on a file's content.
   *
   * @throws IOException if ONNX Runtime refuses it
   */
  public OnnxSession(byte[] model) throws IOException {
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(model, options);
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }

  /** What an array is. */
  public record Array(long[] shape, float[] values) {}

  /** The session itself. */
  public OrtSession session() {
    return session;
  }

  /** The output for an input. */
  public Array run(float[] values, long... shape) throws IOException {
    String input = session.getInputNames().iterator().next();
    try (OnnxTensor x =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape);
        OrtSession.Result results = session.run(Map.of(input, x))) {
      OnnxTensor y = (OnnxTensor) results.get(0);
      FloatBuffer buffer = y.getFloatBuffer();
      float[] output = new float[buffer.remaining()];
      buffer.get(output);
      return new Array(y.getInfo().getShape(), output);
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }
}
