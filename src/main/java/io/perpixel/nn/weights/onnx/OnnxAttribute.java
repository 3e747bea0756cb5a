package io.perpixel.nn.weights.onnx;

/** Attributes of ONNX nodes: messages of type {@code AttributeProto}. */
final class OnnxAttribute {
  private static final int NAME = 1;
  private static final int TYPE = 20;

  private OnnxAttribute() {}

  static ProtoMessage real(String name, double value) {
    return attribute(name, 1).real(2, (float) value);
  }

  static ProtoMessage number(String name, long value) {
    return attribute(name, 2).number(3, value);
  }

  static ProtoMessage text(String name, String value) {
    return attribute(name, 3).text(4, value);
  }

  static ProtoMessage numbers(String name, long... values) {
    ProtoMessage attribute = attribute(name, 7);
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
    return new ProtoMessage().text(NAME, name).number(TYPE, type);
  }
}
