package io.perpixel.nn.weights.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Bytes by hand, from the description of the wire format. */
class ProtoMessageTest {
  private static String hex(ProtoMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    assertThat(message.size()).isEqualTo(bytes.size());
    return HexFormat.ofDelimiter(" ").formatHex(bytes.toByteArray());
  }

  @Test
  void numbersAreVarints() throws IOException {
    assertThat(hex(new ProtoMessage().number(1, 0))).isEqualTo("08 00");
    assertThat(hex(new ProtoMessage().number(1, 127))).isEqualTo("08 7f");
    assertThat(hex(new ProtoMessage().number(1, 150))).isEqualTo("08 96 01");
    assertThat(hex(new ProtoMessage().number(16, 128))).isEqualTo("80 01 80 01");
    assertThat(hex(new ProtoMessage().number(1, -1))).isEqualTo("08 ff ff ff ff ff ff ff ff ff 01");
  }

  @Test
  void textsFloatsAndArraysAreBytes() throws IOException {
    assertThat(hex(new ProtoMessage().text(2, "a\u00e9"))).isEqualTo("12 03 61 c3 a9");
    assertThat(hex(new ProtoMessage().text(2, ""))).isEqualTo("12 00");
    assertThat(hex(new ProtoMessage().real(2, -2))).isEqualTo("15 00 00 00 c0");
    assertThat(hex(new ProtoMessage().floats(9, Nd4j.createFromArray(1f, -2f))))
        .isEqualTo("4a 08 00 00 80 3f 00 00 00 c0");
  }

  /** Its size stands before it, and what is added later is not in it. */
  @Test
  void messagesNest() throws IOException {
    ProtoMessage inner = new ProtoMessage().number(1, 150);
    ProtoMessage outer = new ProtoMessage().message(3, inner);
    inner.number(2, 1);
    assertThat(hex(outer)).isEqualTo("1a 03 08 96 01");
    assertThat(hex(outer.message(3, inner))).isEqualTo("1a 03 08 96 01 1a 05 08 96 01 10 01");
    assertThat(hex(outer)).startsWith("1a 03 08 96 01 1a");
  }
}
