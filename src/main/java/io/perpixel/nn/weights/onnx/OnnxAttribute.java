package io.perpixel.nn.weights.onnx;

/** Attributes of ONNX nodes: messages of type {@code AttributeProto}. */
final class OnnxAttribute {
  /** {@code AttributeType}: which of the fields holds the value. */
  private static final int FLOAT = 1;

  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int INTS = 7;

  private OnnxAttribute() {}

  static ProtoMessage real(String name, double value) {
    return attribute(name, FLOAT).real(2, (float) value);
  }

  static ProtoMessage number(String name, long value) {
    return attribute(name, INT).number(3, value);
  }

  static ProtoMessage text(String name, String value) {
    return attribute(name, STRING).text(4, value);
  }

  static ProtoMessage numbers(String name, long... values) {
    ProtoMessage attribute = attribute(name, INTS);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute;
  }

  /** The same number for height and width. */
  static ProtoMessage both(String name, long value) {
    return numbers(name, value, value);
  }

  /** The same padding on all four sides. */
  static ProtoMessage pads(long value) {
    return numbers("pads", value, value, value, value);
  }

  private static ProtoMessage attribute(String name, int type) {
    return new ProtoMessage().text(1, name).number(20, type);
  }
}
