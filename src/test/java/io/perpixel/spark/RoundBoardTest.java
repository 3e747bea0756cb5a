package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundBoard.Verdict;
import io.perpixel.train.DivergedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundBoardTest {
  private final RoundBoard board =
      new RoundBoard(
          2,
          new RoundState(0, 10, 4, 0.1, model(0)),
          new WorkerDivergence(List.of(new int[] {0, 4})));
  private final List<Answer> first = new ArrayList<>();
  private final List<Answer> second = new ArrayList<>();

  private static byte[] model(float value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
  }

  private static RoundResult result(long examples, float value, boolean last) {
    return new RoundResult(examples, new long[] {5}, examples * 2.0, 0, last, model(value));
  }

  private static RoundState state(List<Answer> answers) {
    Answer last = answers.get(answers.size() - 1);
    assertThat(last.verdict()).isEqualTo(Verdict.TRAIN);
    return last.state();
  }

  private void joinBoth() {
    board.join(0, 100, "a", first::add);
    board.join(1, 200, "b", second::add);
  }

  /** States that executors have averaged never come to the board. */
  @Test
  void aRoundIsOverWithTheMeanOfAll() {
    board.end(
        new RoundMean(
            List.of(result(1, 4, false).with(null), result(3, 8, true).with(null)),
            model(7),
            0.25));
    assertThat(board.state().round()).isEqualTo(1);
    assertThat(board.state().iteration()).isEqualTo(11);
    assertThat(board.state().model()).isEqualTo(model(7));
    assertThat(board.over()).isFalse();
    board.end(
        new RoundMean(List.of(result(2, 9, true).with(null), RoundResult.none()), model(9), 0));
    assertThat(board.over()).isTrue();
    List<RoundBoard.Round> rounds = board.news().rounds();
    assertThat(rounds).extracting(RoundBoard.Round::examples).containsExactly(4L, 2L);
    assertThat(rounds).extracting(RoundBoard.Round::lossSum).containsExactly(8.0, 4.0);
    assertThat(rounds).extracting(RoundBoard.Round::divergence).containsExactly(0.25, 0.0);
    assertThat(board.state().model()).isEqualTo(model(9));
  }

  @Test
  void aMeanOfWhatHasDivergedStopsAll() {
    RoundResult bad = new RoundResult(1, new long[] {5}, Double.NaN, 1, false, null);
    board.end(new RoundMean(List.of(result(1, 4, false).with(null), bad), model(7), 0));
    assertThat(board.over()).isTrue();
    assertThatThrownBy(board::requireFinite)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("replica 1");
  }

  @Test
  void aRoundIsOverWhenAllHaveReported() {
    joinBoth();
    assertThat(state(first).round()).isZero();
    board.report(0, 100, "a", 0, result(1, 4, false), first::add);
    assertThat(first).hasSize(1);
    assertThat(board.news().rounds()).isEmpty();
    board.report(1, 200, "b", 0, result(3, 8, false), second::add);
    assertThat(state(first).round()).isEqualTo(1);
    assertThat(state(second).iteration()).isEqualTo(11);
    assertThat(state(second).epoch()).isEqualTo(4);
    assertThat(state(second).learningRate()).isEqualTo(0.1);
    assertThat(state(second).model()).isEqualTo(model(7));
    List<RoundBoard.Round> over = board.news().rounds();
    assertThat(over).hasSize(1);
    RoundBoard.Round round = over.get(0);
    assertThat(round.step()).isEqualTo(1);
    assertThat(round.examples()).isEqualTo(4);
    assertThat(round.lossSum()).isEqualTo(8);
    assertThat(round.divergence())
        .as("root of (9 + 3 x 1) / 4, over 7")
        .isEqualTo(Math.sqrt(3) / 7);
    assertThat(round.stepNanos()).containsExactly(new long[] {5}, new long[] {5});
    assertThat(board.news().rounds()).isEmpty();
  }

  @Test
  void whoHasTakenItsLastStepIsNotWaitedFor() {
    joinBoth();
    board.report(0, 100, "a", 0, result(1, 2, true), first::add);
    board.report(1, 200, "b", 0, result(1, 4, false), second::add);
    assertThat(first).last().isEqualTo(Answer.END);
    assertThat(board.over()).isFalse();
    board.report(1, 200, "b", 1, result(1, 5, true), second::add);
    assertThat(second).last().isEqualTo(Answer.END);
    assertThat(board.over()).isTrue();
    assertThat(board.state().model()).isEqualTo(model(5));
    board.join(0, 101, "a", first::add);
    assertThat(first).last().as("a task tried again after its end").isEqualTo(Answer.END);
  }

  @Test
  void aRetriedTaskGoesOnWithThePresentRoundAndTheFirstReportCounts() {
    joinBoth();
    board.report(0, 100, "a", 0, result(1, 2, false), first::add);
    board.report(1, 200, "b", 0, result(1, 2, false), second::add);
    board.report(0, 100, "a", 1, result(1, 6, false), first::add);
    board.lost("a");
    List<Answer> retried = new ArrayList<>();
    board.join(0, 101, "c", retried::add);
    assertThat(state(retried).round()).isEqualTo(1);
    board.report(0, 101, "c", 1, result(1, 99, false), retried::add);
    board.report(1, 200, "b", 1, result(1, 8, false), second::add);
    assertThat(board.state().model()).isEqualTo(model(7));
    assertThat(state(retried).round()).isEqualTo(2);
    assertThat(first).as("nobody is there to answer").hasSize(2);
  }

  @Test
  void aTaskThatLagsBehindIsToldThePresentRound() {
    joinBoth();
    List<Answer> copy = new ArrayList<>();
    board.join(0, 101, "c", copy::add);
    board.report(0, 100, "a", 0, result(1, 2, false), first::add);
    board.report(1, 200, "b", 0, result(1, 2, false), second::add);
    board.report(0, 101, "c", 0, result(1, 2, false), copy::add);
    assertThat(state(copy).round()).isEqualTo(1);
  }

  @Test
  void absenceIsCountedFromTheFirstTaskAndEndsWithTheLast() throws Exception {
    Thread.sleep(5);
    assertThat(board.absence()).isZero();
    board.join(0, 100, "a", first::add);
    assertThat(board.absence()).isPositive();
    board.join(1, 200, "b", second::add);
    assertThat(board.absence()).isZero();
    board.lost("b");
    assertThat(board.absence()).isPositive();
    board.join(1, 201, "a", second::add);
    assertThat(board.absence()).isZero();
    board.leave(201);
    assertThat(board.absence()).isPositive();
  }

  @Test
  void waitersAreReassuredAndAskAgain() {
    joinBoth();
    board.report(0, 100, "a", 0, result(1, 2, false), first::add);
    board.reassure();
    assertThat(first).last().isEqualTo(Answer.WAIT);
    board.report(0, 100, "a", 0, null, first::add);
    board.report(1, 200, "b", 0, result(1, 4, false), second::add);
    assertThat(state(first).model()).isEqualTo(model(3));
  }

  @Test
  void aClosedBoardSendsAllHomeAndForgetsTheUnfinishedRound() throws Exception {
    joinBoth();
    board.report(0, 100, "a", 0, result(1, 2, true), first::add);
    board.close();
    assertThat(first).last().isEqualTo(Answer.END);
    assertThat(board.await(Duration.ofMinutes(1))).isTrue();
    assertThat(board.over()).isFalse();
    board.reopen();
    board.report(1, 1, null, 0, result(1, 4, true), second::add);
    assertThat(board.over()).isFalse();
    board.report(0, 0, null, 0, result(1, 2, true), first::add);
    assertThat(board.over()).isTrue();
  }

  @Test
  void divergenceEndsTheEpoch() {
    joinBoth();
    board.report(0, 100, "a", 0, result(1, 2, false), first::add);
    RoundResult bad = new RoundResult(1, new long[1], Double.NaN, 1, false, model(Float.NaN));
    board.report(1, 200, "b", 0, bad, second::add);
    assertThat(first).last().isEqualTo(Answer.END);
    assertThat(second).last().isEqualTo(Answer.END);
    assertThatThrownBy(board::requireFinite)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("epoch 5, batch 1")
        .hasMessageContaining("replica 1");
  }

  @Test
  void replicasWithoutExamplesChangeNothing() {
    joinBoth();
    board.report(0, 100, "a", 0, RoundResult.none(), first::add);
    board.report(1, 200, "b", 0, RoundResult.none(), second::add);
    assertThat(board.over()).isTrue();
    assertThat(board.news().rounds()).isEmpty();
    assertThat(board.state().model()).isEqualTo(model(0));
  }
}
