package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.HostileCheckpointTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(600)
final class PickleMachineTest {
  private static Object load(byte[] pickle) throws IOException {
    CheckpointSource source = CheckpointSource.of("p", pickle);
    return PickleMachine.load(new PickleInput(source, 0, pickle.length), new TorchObjects("p"));
  }

  private static PickleBytes pickle() {
    return new PickleBytes();
  }

  @ParameterizedTest
  @CsvSource({"I-12\\n,-12", "L99\\n,99", "L-5L\\n,-5", "KA,65", "MAB,16961"})
  void readsWholeNumbers(String opcodes, long value) throws IOException {
    assertThat(load(pickle().ops(opcodes.replace("\\n", "\n")).stop())).isEqualTo(value);
  }

  @Test
  void readsLongsOfAnyLength() throws IOException {
    assertThat(load(pickle().raw(0x8a, 0).stop())).isEqualTo(0L);
    assertThat(load(pickle().raw(0x8a, 1, 0x80).stop())).isEqualTo(-128L);
    assertThat(load(pickle().raw(0x8a, 2, 0xff, 0).stop())).isEqualTo(255L);
    assertThat(load(pickle().raw('J', 0xfe, 0xff, 0xff, 0xff).stop())).isEqualTo(-2L);
    assertThat(load(pickle().number(Long.MIN_VALUE).stop())).isEqualTo(Long.MIN_VALUE);
    assertThat(load(pickle().raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).stop()))
        .isEqualTo(BigInteger.ONE.shiftLeft(64));
    assertThat(load(pickle().raw('G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0).stop())).isEqualTo(1.5);
  }

  @Test
  void buildsContainersInOrder() throws IOException {
    Object map = load(pickle().ops("(").text("b").ops("I01\n").text("a").ops("Nd").stop());
    assertThat(map(map).toString()).isEqualTo("{b=true, a=null}");
    assertThat(load(pickle().ops("(K\u0001K\u0002l").stop())).isEqualTo(List.of(1L, 2L));
    assertThat(load(pickle().ops("](K\u0001K\u0002eK\u0003a").stop()))
        .isEqualTo(List.of(1L, 2L, 3L));
    assertThat(load(pickle().raw(0x8f, '(', 'K', 1, 'K', 1, 0x90).stop())).isEqualTo(Set.of(1L));
    assertThat(load(pickle().ops("K\u0001(K\u00020(10").raw('K', 3).stop())).isEqualTo(3L);
  }

  /** As Python 2 wrote an OrderedDict: a list of pairs as its argument. */
  @Test
  void buildsTheOrderedDictOfPython2() throws IOException {
    PickleBytes pickle =
        pickle()
            .global("collections", "OrderedDict")
            .ops("](](U\u0001bK\u0001e](U\u0001aK\u0002ee");
    assertThat(map(load(pickle.raw(0x85, 'R').stop())).toString()).isEqualTo("{b=1, a=2}");
  }

  private static Map<?, ?> map(Object map) {
    return (Map<?, ?>) map;
  }

  @ParameterizedTest
  @CsvSource({
    "os,system",
    "builtins,exec",
    "torch._utils,_rebuild_device_tensor_from_numpy",
    "java.lang,Runtime",
    "torch,load",
    "collections,OrderedDict.update",
    "'',''"
  })
  void refusesAnyOtherGlobal(String module, String name) {
    refuse(pickle().global(module, name).ops(")R").stop(), "'" + module + "." + name + "'");
    refuse(pickle().text(module).text(name).raw(0x93, ')', 'R').stop(), module + "." + name);
  }

  /** INST, OBJ, EXT and NEXT_BUFFER make objects in ways that no checkpoint needs. */
  @ParameterizedTest
  @CsvSource({"(ios\\nsystem\\n,0x69", "(o,0x6f", "\u0082\u0001,0x82", "\u0097,0x97", "P1\\n,0x50"})
  void refusesOtherOpcodes(String opcodes, String named) {
    refuse(pickle().ops(opcodes.replace("\\n", "\n")).stop(), "found opcode " + named);
  }

  @Test
  void refusesWhatHasNoOperands() {
    for (char opcode : "ReabqustQ012d\u0085\u0087\u0081\u0090\u0091\u0093\u0094.".toCharArray()) {
      refuse(new PickleBytes().raw(opcode).stop(), "found");
      refuse(new PickleBytes().raw('(', opcode).stop(), "found");
      refuse(new PickleBytes().raw('N', 'N', 'N', opcode, 'R').stop(), "found");
    }
    refuse(pickle().raw('h', 3).stop(), "reference to object 3");
  }

  @Test
  void believesNoLength() {
    for (int opcode : new int[] {'X', 'T', 'B', 'r', 'j'}) {
      refuse(pickle().raw(opcode, 0xff, 0xff, 0xff, 0x7f).stop(), "found");
      refuse(pickle().raw(opcode, 0xff, 0xff, 0xff, 0xff).stop(), "found");
    }
    for (int opcode : new int[] {0x8d, 0x8e, 0x96}) {
      refuse(pickle().raw(opcode, 255, 255, 255, 255, 255, 255, 255, 255).stop(), "negative");
      refuse(pickle().raw(opcode, 255, 255, 255, 255, 255, 255, 255, 127).stop(), "more bytes");
    }
    refuse(pickle().ops("I" + "9".repeat(5000) + "\n").stop(), "a line of more than 1024 bytes");
    refuse(pickle().ops("I0x10\n").stop(), "'0x10' as a number");
    refuse(pickle().raw(0x80, 9).stop(), "protocol 9");
  }

  @Test
  void aMillionNestedListsAreNoProblem() {
    refuse(repeat(pickle(), "(", 1_000_000).stop(), "without its operands");
    refuse(repeat(repeat(pickle(), "]", 900_000), "a", 899_999).stop(), "ArrayList");
    refuse(repeat(repeat(pickle(), "(", 900_000), "t", 900_000).stop(), "PickleTuple");
  }

  /** Each tuple holds the one before twice: hashing the last would take 2^200 steps. */
  @Test
  void aTowerOfTuplesIsNoProblemAsAKey() {
    PickleBytes tower = repeat(pickle().raw('}', ')'), "2\u0086", 200);
    refuse(tower.ops("Ns").stop(), "without named tensors");
    refuse(pickle().ops("}}Ns").stop(), "as a dictionary key");
    refuse(pickle().ops("}]Ns").stop(), "as a dictionary key");
  }

  /** A long list is copied by each of many short instructions. */
  @Test
  void copiesAreCounted() {
    PickleBytes copies =
        repeat(pickle().ops("]("), "N", 1000).ops("eq\u00000").global("builtins", "set");
    copies.ops("q\u00010(");
    for (int i = 0; i < 3000; i++) {
      copies.raw('h', 1, 'h', 0, 0x85, 'R');
    }
    refuse(copies.ops("t").stop(), "more than 2000000 objects");
    refuse(repeat(pickle(), "N0", 1_500_000).stop(), "more than 2000000 objects");
  }

  /** 450,000 names of one dictionary of 400,000 items: looking into each would take 10^11 steps. */
  @Test
  void aDictionaryOfManyNamesIsSearchedOnce() {
    PickleBytes names = pickle().ops("}(");
    for (int i = 0; i < 400_000; i++) {
      names.int4('J', i).raw('N');
    }
    names.ops("uq\u00000}(");
    for (int i = 0; i < 450_000; i++) {
      names.int4('J', i).raw('h', 0);
    }
    refuse(names.ops("u").stop(), "a dictionary without named tensors");
  }

  @Test
  void aPickleOfTooManyBytesIsRefused() {
    byte[] large = new byte[(int) PickleInput.MOST_BYTES + 1];
    refuse(large, "a data.pkl of 33554433 bytes");
    ByteArrayOutputStream legacy = new ByteArrayOutputStream();
    legacy.writeBytes(pickle().raw('B', 0, 0, 0, 3).stop());
    legacy.writeBytes(large);
    legacy.writeBytes(large);
    assertRefused(
        PickleBytes.legacy(legacy.toByteArray(), new byte[0], new byte[0]),
        "a pickle may have up to");
  }

  private static PickleBytes repeat(PickleBytes pickle, String opcodes, int times) {
    for (int i = 0; i < times; i++) {
      pickle.ops(opcodes);
    }
    return pickle;
  }

  private static void refuse(byte[] pickle, String reason) {
    assertRefused(PickleBytes.zip(pickle, new byte[0]), reason);
  }
}
