package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.SAVE_STATE_DICT;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Runs one pickle (protocols 1 to 5) and returns its object. Numbers become Long, BigInteger or
 * Double; containers become ArrayList, {@link PickleTuple}, LinkedHashMap and LinkedHashSet;
 * everything else is the business of a {@link Builder}. There is no recursion and no reflection,
 * and each opcode costs at most a constant amount of memory, so memory is bounded by the size of
 * the pickle.
 *
 * <p>Opcodes: Lib/pickletools.py of CPython.
 */
final class PickleMachine {

  /** Decides what the names in a pickle mean. Whatever it does not know it refuses. */
  interface Builder {
    Object global(String module, String name, PickleInput at) throws IOException;

    Object call(Object callable, PickleTuple arguments, PickleStack stack) throws IOException;

    Object persistent(Object id, PickleInput at) throws IOException;

    void build(Object target, Object state, PickleInput at) throws IOException;
  }

  private static final int HIGHEST_PROTOCOL = 5;

  private final PickleInput in;
  private final Builder builder;
  private final PickleStack stack;
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleMachine(PickleInput in, Builder builder) {
    this.in = in;
    this.builder = builder;
    this.stack = new PickleStack(in);
  }

  static Object load(PickleInput in, Builder builder) throws IOException {
    return new PickleMachine(in, builder).run();
  }

  private Object run() throws IOException {
    while (true) {
      int opcode = in.u1();
      if (opcode == '.') {
        return stack.pop();
      }
      stack.charge(1);
      if (!number(opcode) && !text(opcode) && !container(opcode) && !memo(opcode)) {
        object(opcode);
      }
    }
  }

  private boolean number(int opcode) throws IOException {
    switch (opcode) {
      case 'N' -> stack.push(null);
      case 0x88 -> stack.push(true); // NEWTRUE
      case 0x89 -> stack.push(false); // NEWFALSE
      case 'K' -> stack.push((long) in.u1());
      case 'M' -> stack.push((long) in.u2());
      case 'J' -> stack.push((long) in.i4());
      case 'I' -> stack.push(decimalOrBoolean(in.line()));
      case 'L' -> stack.push(decimal(in.line().replaceFirst("L$", "")));
      case 0x8a -> stack.push(littleEndian(in.bytes(in.u1()))); // LONG1
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.i8())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean text(int opcode) throws IOException {
    switch (opcode) {
      case 'X' -> stack.push(in.text(in.u4()));
      case 0x8c -> stack.push(in.text(in.u1())); // SHORT_BINUNICODE
      case 0x8d -> stack.push(in.text(in.i8())); // BINUNICODE8
      // Python 2 wrote its str, which is what names of tensors were, as bytes.
      case 'T' -> stack.push(in.text(in.u4()));
      case 'U' -> stack.push(in.text(in.u1()));
      case 'B' -> stack.push(in.bytes(in.u4()));
      case 'C' -> stack.push(in.bytes(in.u1()));
      case 0x8e, 0x96 -> stack.push(in.bytes(in.i8())); // BINBYTES8, BYTEARRAY8
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) throws IOException {
    switch (opcode) {
      case '(' -> stack.mark();
      case '0' -> stack.popOrUnmark();
      case '1' -> stack.popToMark();
      case '2' -> stack.push(stack.peek());
      case ')' -> stack.push(stack.tuple(0));
      case 0x85 -> stack.push(stack.tuple(1)); // TUPLE1
      case 0x86 -> stack.push(stack.tuple(2)); // TUPLE2
      case 0x87 -> stack.push(stack.tuple(3)); // TUPLE3
      case 't' -> stack.push(new PickleTuple(stack.popToMark()));
      case ']' -> stack.push(new ArrayList<>());
      case 'l' -> stack.push(stack.popToMark());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 'd' -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        stack.putAll(map, stack.popToMark());
        stack.push(map);
      }
      case 0x8f -> stack.push(new LinkedHashSet<>()); // EMPTY_SET
      case 0x91 -> { // FROZENSET
        Set<Object> set = new LinkedHashSet<>();
        stack.addAll(set, stack.popToMark());
        stack.push(set);
      }
      case 'a' -> {
        Object item = stack.pop();
        stack.peekList().add(item);
      }
      case 'e' -> {
        var items = stack.popToMark();
        stack.peekList().addAll(items);
      }
      case 's' -> {
        var pair = stack.tuple(2).items();
        stack.putAll(stack.peekMap(), pair);
      }
      case 'u' -> {
        var pairs = stack.popToMark();
        stack.putAll(stack.peekMap(), pairs);
      }
      case 0x90 -> { // ADDITEMS
        var items = stack.popToMark();
        stack.addAll(stack.peekSet(), items);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memo(int opcode) throws IOException {
    switch (opcode) {
      case 'q' -> memo.put(in.u1(), stack.peek());
      case 'r' -> memo.put(in.i4(), stack.peek());
      case 0x94 -> memo.put(memo.size(), stack.peek()); // MEMOIZE
      case 'h' -> stack.push(recall(in.u1()));
      case 'j' -> stack.push(recall(in.i4()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void object(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> { // PROTO
        int protocol = in.u1();
        if (protocol > HIGHEST_PROTOCOL) {
          throw in.error("found pickle protocol " + protocol + "; expected up to 5", DAMAGED);
        }
      }
      // FRAME only helps a reader to prefetch.
      case 0x95 -> in.i8();
      case 'c' -> {
        String module = in.line();
        stack.push(builder.global(module, in.line(), in));
      }
      case 0x93 -> { // STACK_GLOBAL
        String name = stack.pop(String.class);
        stack.push(builder.global(stack.pop(String.class), name, in));
      }
      // NEWOBJ (0x81) differs from REDUCE only for classes, and no class of ours tells them apart.
      case 'R', 0x81 -> {
        PickleTuple arguments = stack.pop(PickleTuple.class);
        stack.push(builder.call(stack.pop(), arguments, stack));
      }
      case 'b' -> {
        Object state = stack.pop();
        builder.build(stack.peek(), state, in);
      }
      case 'Q' -> stack.push(builder.persistent(stack.pop(), in));
      default ->
          throw in.error(
              "found opcode 0x%02x, which no checkpoint of weights needs".formatted(opcode),
              DAMAGED + " If it is whole: " + SAVE_STATE_DICT);
    }
  }

  private Object recall(int index) throws TorchFormatException {
    Object value = memo.get(index);
    if (value == null && !memo.containsKey(index)) {
      throw in.error("found a reference to object " + index + ", which is not there", DAMAGED);
    }
    return value;
  }

  private Object decimalOrBoolean(String digits) throws TorchFormatException {
    return switch (digits) {
      case "00" -> false;
      case "01" -> true;
      default -> decimal(digits);
    };
  }

  private Number decimal(String digits) throws TorchFormatException {
    if (!digits.matches("-?[0-9]+")) {
      throw in.error("found " + TorchFormatException.quote(digits) + " as a number", DAMAGED);
    }
    return shorten(new BigInteger(digits));
  }

  private static Number littleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length + 1];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[bytes.length - i] = bytes[i];
    }
    bigEndian[0] = (byte) (bigEndian[bytes.length == 0 ? 0 : 1] >> 7);
    return shorten(new BigInteger(bigEndian));
  }

  private static Number shorten(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    return number;
  }
}
