package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundBoard.Verdict;
import java.util.Arrays;

/**
 * What tasks and driver say to one another about rounds, as {@code {long[], byte[]}}: numbers, and
 * a piece of a state or null.
 *
 * <p>A state that is larger than a piece goes as several messages. One alone would be held several
 * times over by Java's serialization, in a buffer that doubles as it grows.
 */
final class RoundMessage {
  /** What a task wants. */
  enum Kind {
    /** Begin to work for a replica. */
    JOIN,
    /** Hand over a piece of the state that a report is going to be about. */
    PIECE,
    /** Report a round, with the last piece of its state, or ask again whether it is over. */
    REPORT,
    /** Have another piece of a round's state. */
    FETCH,
    /** Stop without having finished. */
    LEAVE
  }

  /**
   * Who asks.
   *
   * @param replica that the task works for
   * @param attempt number of the task, unique in the application
   * @param piece bytes of a large state in one message
   */
  record Sender(int replica, long attempt, int piece) {
    /** States up to this size go as one message: a round trip less. */
    static final int SMALL = 4 << 20;

    /** Bytes in one message of a state of that many. */
    int most(int total) {
      return total <= SMALL ? SMALL : piece;
    }
  }

  private static final Kind[] KINDS = Kind.values();
  private static final Verdict[] VERDICTS = Verdict.values();

  /**
   * Where the place of a piece stands in what comes with one: before it a request has kind,
   * replica, attempt, size of a piece and round, an answer verdict, round, iteration, epoch and
   * learning rate.
   */
  private static final int REQUEST = 5;

  /** From, total. */
  private static final int PLACE = REQUEST + 2;

  /** Examples, sum of losses, diverged step, whether it was the last. */
  private static final int RESULT = PLACE + 4;

  private final long[] numbers;
  private final byte[] piece;

  private RoundMessage(long[] numbers, byte[] piece) {
    this.numbers = numbers;
    this.piece = piece;
  }

  /** Reads a message. */
  static RoundMessage of(Object message) {
    if (message instanceof Object[] parts
        && parts.length == 2
        && parts[0] instanceof long[] numbers
        && (parts[1] == null || parts[1] instanceof byte[])) {
      return new RoundMessage(numbers, (byte[]) parts[1]);
    }
    throw new IllegalArgumentException("not a message about rounds: " + message);
  }

  static Object join(Sender sender) {
    return new Object[] {request(Kind.JOIN, sender, 0, 0), null};
  }

  static Object leave(Sender sender) {
    return new Object[] {request(Kind.LEAVE, sender, 0, 0), null};
  }

  /** Asks again for the answer to a report. */
  static Object again(Sender sender, int round) {
    return new Object[] {request(Kind.REPORT, sender, round, 0), null};
  }

  /** Bytes {@code from} on of a state of {@code total}, of which a report will come. */
  static Object piece(Sender sender, int round, int from, int total, byte[] bytes) {
    return new Object[] {placed(Kind.PIECE, sender, round, from, total, PLACE), bytes};
  }

  /**
   * A report.
   *
   * @param result without its state
   * @param bytes of the state, from {@code from} to its end; null where no example was seen
   */
  static Object report(
      Sender sender, int round, RoundResult result, int from, int total, byte[] bytes) {
    long[] numbers = placed(Kind.REPORT, sender, round, from, total, RESULT + result.steps());
    numbers[PLACE] = result.examples();
    numbers[PLACE + 1] = Double.doubleToRawLongBits(result.lossSum());
    numbers[PLACE + 2] = result.divergedStep();
    numbers[PLACE + 3] = result.last() ? 1 : 0;
    System.arraycopy(result.stepNanos(), 0, numbers, RESULT, result.steps());
    return new Object[] {numbers, bytes};
  }

  /** Asks for bytes {@code from} on of a round's state. */
  static Object fetch(Sender sender, int round, int from) {
    return new Object[] {placed(Kind.FETCH, sender, round, from, 0, PLACE), null};
  }

  /**
   * An answer to a task.
   *
   * @param from where in the state its piece begins
   */
  static Object answer(Answer answer, int from, Sender to) {
    RoundState state = answer.state();
    if (state == null) {
      return new Object[] {new long[] {answer.verdict().ordinal()}, null};
    }
    byte[] whole = state.model();
    int length = Math.min(to.most(whole.length), whole.length - from);
    return new Object[] {
      new long[] {
        answer.verdict().ordinal(),
        state.round(),
        state.iteration(),
        state.epoch(),
        Double.doubleToRawLongBits(state.learningRate()),
        from,
        whole.length
      },
      length == whole.length ? whole : Arrays.copyOfRange(whole, from, from + length)
    };
  }

  private static long[] request(Kind kind, Sender sender, int round, int more) {
    long[] numbers = new long[REQUEST + more];
    numbers[0] = kind.ordinal();
    numbers[1] = sender.replica;
    numbers[2] = sender.attempt;
    numbers[3] = sender.piece;
    numbers[4] = round;
    return numbers;
  }

  private static long[] placed(
      Kind kind, Sender sender, int round, int from, int total, int length) {
    long[] numbers = request(kind, sender, round, length - REQUEST);
    numbers[REQUEST] = from;
    numbers[REQUEST + 1] = total;
    return numbers;
  }

  Kind kind() {
    return KINDS[(int) numbers[0]];
  }

  Sender sender() {
    return new Sender((int) numbers[1], numbers[2], (int) numbers[3]);
  }

  /** The round that a request is about. */
  int round() {
    return (int) numbers[4];
  }

  /** Where in the state the piece begins. */
  int from() {
    return (int) numbers[REQUEST];
  }

  /** Bytes of the state that the piece belongs to. */
  int total() {
    return (int) numbers[REQUEST + 1];
  }

  /** A part of a state, or all of it; nobody writes to it. */
  byte[] piece() {
    return piece;
  }

  /** The result in a report, without its state; null where it only asks again. */
  RoundResult result() {
    return numbers.length < RESULT
        ? null
        : new RoundResult(
            numbers[PLACE],
            Arrays.copyOfRange(numbers, RESULT, numbers.length),
            Double.longBitsToDouble(numbers[PLACE + 1]),
            (int) numbers[PLACE + 2],
            numbers[PLACE + 3] != 0,
            null);
  }

  /** Of an answer. */
  Verdict verdict() {
    return VERDICTS[(int) numbers[0]];
  }

  /** The round to train that an answer tells of, without its state. */
  RoundState state() {
    return new RoundState(
        (int) numbers[1],
        (int) numbers[2],
        (int) numbers[3],
        Double.longBitsToDouble(numbers[4]),
        null);
  }
}
