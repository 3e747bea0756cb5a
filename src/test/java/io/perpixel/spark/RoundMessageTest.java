package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundBoard.Verdict;
import org.junit.jupiter.api.Test;

class RoundMessageTest {
  @Test
  void aReportArrivesAsItWas() {
    byte[] model = {1, 2, 3, 4};
    RoundResult result = new RoundResult(7, new long[] {3, 4}, -0.25, 2, true, model);
    RoundMessage message = RoundMessage.of(RoundMessage.report(5, 1L << 40, 9, result));
    assertThat(message.kind()).isEqualTo(RoundMessage.Kind.REPORT);
    assertThat(message.replica()).isEqualTo(5);
    assertThat(message.attempt()).isEqualTo(1L << 40);
    assertThat(message.round()).isEqualTo(9);
    assertThat(message.result()).usingRecursiveComparison().isEqualTo(result);
    assertThat(RoundMessage.of(RoundMessage.again(5, 6, 9)).result()).isNull();
  }

  @Test
  void anAnswerArrivesAsItWas() {
    Answer answer = Answer.train(new RoundState(1, 2, 3, 1e-3, new byte[] {5, 6, 7, 8}));
    assertThat(RoundMessage.of(RoundMessage.answer(answer)).answer())
        .usingRecursiveComparison()
        .isEqualTo(answer);
    for (Answer without : new Answer[] {Answer.WAIT, Answer.END}) {
      Answer arrived = RoundMessage.of(RoundMessage.answer(without)).answer();
      assertThat(arrived.verdict()).isEqualTo(without.verdict()).isNotEqualTo(Verdict.TRAIN);
    }
  }

  @Test
  void anythingElseIsRefused() {
    for (Object other : new Object[] {"hello", new Object[] {1, 2}, new Object[] {new long[1]}}) {
      assertThatThrownBy(() -> RoundMessage.of(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a message about rounds");
    }
  }
}
