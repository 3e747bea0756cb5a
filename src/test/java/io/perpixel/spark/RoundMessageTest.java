package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundBoard.Verdict;
import io.perpixel.spark.RoundMessage.Sender;
import org.junit.jupiter.api.Test;

class RoundMessageTest {
  private static final Sender SENDER = new Sender(5, 1L << 40, 100);

  @Test
  void aReportArrivesAsItWas() {
    byte[] piece = {1, 2, 3, 4};
    RoundResult result = new RoundResult(7, new long[] {3, 4}, -0.25, 2, true, null);
    RoundMessage message = RoundMessage.of(RoundMessage.report(SENDER, 9, result, 8, 12, piece));
    assertThat(message.kind()).isEqualTo(RoundMessage.Kind.REPORT);
    assertThat(message.sender()).isEqualTo(SENDER);
    assertThat(message.round()).isEqualTo(9);
    assertThat(message.from()).isEqualTo(8);
    assertThat(message.total()).isEqualTo(12);
    assertThat(message.piece()).isEqualTo(piece);
    assertThat(message.result()).usingRecursiveComparison().isEqualTo(result);
    assertThat(RoundMessage.of(RoundMessage.again(SENDER, 9)).result()).isNull();
  }

  @Test
  void piecesAndWishesForThemArriveAsTheyWere() {
    byte[] bytes = {5, 6};
    RoundMessage piece = RoundMessage.of(RoundMessage.piece(SENDER, 3, 4, 20, bytes));
    assertThat(piece.kind()).isEqualTo(RoundMessage.Kind.PIECE);
    assertThat(piece.round()).isEqualTo(3);
    assertThat(piece.from()).isEqualTo(4);
    assertThat(piece.total()).isEqualTo(20);
    assertThat(piece.piece()).isEqualTo(bytes);
    RoundMessage fetch = RoundMessage.of(RoundMessage.fetch(SENDER, 3, 16));
    assertThat(fetch.kind()).isEqualTo(RoundMessage.Kind.FETCH);
    assertThat(fetch.round()).isEqualTo(3);
    assertThat(fetch.from()).isEqualTo(16);
  }

  @Test
  void anAnswerArrivesWithThePieceThatWasAskedFor() {
    byte[] state = {5, 6, 7, 8, 9};
    Answer answer = Answer.train(new RoundState(1, 2, 3, 1e-3, state));
    RoundMessage whole = RoundMessage.of(RoundMessage.answer(answer, 0, SENDER));
    assertThat(whole.verdict()).isEqualTo(Verdict.TRAIN);
    assertThat(whole.state())
        .usingRecursiveComparison()
        .isEqualTo(new RoundState(1, 2, 3, 1e-3, null));
    assertThat(whole.piece()).as("not copied").isSameAs(state);
    assertThat(whole.total()).isEqualTo(5);
    byte[] many = new byte[Sender.SMALL + 1];
    many[2_000_000] = 7;
    many[2_000_001] = 8;
    many[Sender.SMALL] = 9;
    Answer large = Answer.train(new RoundState(1, 2, 3, 1e-3, many));
    Sender few = new Sender(5, 1, 2);
    RoundMessage middle = RoundMessage.of(RoundMessage.answer(large, 2_000_000, few));
    assertThat(middle.from()).isEqualTo(2_000_000);
    assertThat(middle.piece()).containsExactly(7, 8);
    int last = Sender.SMALL;
    assertThat(RoundMessage.of(RoundMessage.answer(large, last, few)).piece()).containsExactly(9);
    for (Answer without : new Answer[] {Answer.WAIT, Answer.END}) {
      RoundMessage arrived = RoundMessage.of(RoundMessage.answer(without, 0, SENDER));
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
