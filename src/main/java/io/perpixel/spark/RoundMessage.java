package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundBoard.Verdict;
import java.util.Arrays;

/**
 * What tasks and driver say to one another about rounds, as {@code {long[], byte[]}}: numbers, and
 * a model or null.
 */
final class RoundMessage {
  /** What a task wants. */
  enum Kind {
    /** Begin to work for a replica. */
    JOIN,
    /** Report a round, or ask again whether it is over. */
    REPORT,
    /** Stop without having finished. */
    LEAVE
  }

  private static final Kind[] KINDS = Kind.values();
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final int REQUEST = 4;
  private static final int RESULT = REQUEST + 4;

  private final long[] numbers;
  private final byte[] model;

  private RoundMessage(long[] numbers, byte[] model) {
    this.numbers = numbers;
    this.model = model;
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

  static Object join(int replica, long attempt) {
    return request(Kind.JOIN, replica, attempt, 0);
  }

  static Object leave(int replica, long attempt) {
    return request(Kind.LEAVE, replica, attempt, 0);
  }

  /** Asks again for the answer to a report. */
  static Object again(int replica, long attempt, int round) {
    return request(Kind.REPORT, replica, attempt, round);
  }

  static Object report(int replica, long attempt, int round, RoundResult result) {
    long[] numbers = {
      Kind.REPORT.ordinal(),
      replica,
      attempt,
      round,
      result.examples(),
      Double.doubleToRawLongBits(result.lossSum()),
      result.divergedStep(),
      result.last() ? 1 : 0
    };
    long[] withTimes = Arrays.copyOf(numbers, RESULT + result.steps());
    System.arraycopy(result.stepNanos(), 0, withTimes, RESULT, result.steps());
    return new Object[] {withTimes, result.model()};
  }

  static Object answer(Answer answer) {
    RoundState state = answer.state();
    return state == null
        ? new Object[] {new long[] {answer.verdict().ordinal()}, null}
        : new Object[] {
          new long[] {
            answer.verdict().ordinal(),
            state.round(),
            state.iteration(),
            state.epoch(),
            Double.doubleToRawLongBits(state.learningRate())
          },
          state.model()
        };
  }

  private static Object request(Kind kind, int replica, long attempt, int round) {
    return new Object[] {new long[] {kind.ordinal(), replica, attempt, round}, null};
  }

  Kind kind() {
    return KINDS[(int) numbers[0]];
  }

  int replica() {
    return (int) numbers[1];
  }

  long attempt() {
    return numbers[2];
  }

  int round() {
    return (int) numbers[3];
  }

  /** The result in a report; null where it only asks again. */
  RoundResult result() {
    return numbers.length < RESULT
        ? null
        : new RoundResult(
            numbers[REQUEST],
            Arrays.copyOfRange(numbers, RESULT, numbers.length),
            Double.longBitsToDouble(numbers[REQUEST + 1]),
            (int) numbers[REQUEST + 2],
            numbers[REQUEST + 3] != 0,
            model);
  }

  /** This message as an answer. */
  Answer answer() {
    Verdict verdict = VERDICTS[(int) numbers[0]];
    return new Answer(
        verdict,
        verdict == Verdict.TRAIN
            ? new RoundState(
                (int) numbers[1],
                (int) numbers[2],
                (int) numbers[3],
                Double.longBitsToDouble(numbers[4]),
                model)
            : null);
  }
}
