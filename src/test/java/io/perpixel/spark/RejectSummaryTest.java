package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.RejectSummary.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectSummaryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "the file is empty|the file is empty",
        "broken image: javax.imageio.IIOException: Bogus 7|broken image",
        "cannot be read: java.io.IOException: /data/7.png|cannot be read",
        "line 12: found 'a: b', expected two numbers|line N: found '…', expected two numbers",
        "the mask has the value 7 at row 3, column 4: expected classes 0 to 2|the mask has the value N at row N, column N",
        "the image is 30x40x3 uint8 HWC, but its target 9x9x1 uint8 HWC|the image is NxNxN uint8 HWC, but its target NxNxN uint8 HWC"
      })
  void rejectsThatDifferInNamesAndNumbersAreOfOneKind(String reason, String kind) {
    assertThat(Kind.of(new Reject("x", "decode", reason))).isEqualTo(new Kind("decode", kind));
  }

  @Test
  void totalsAreExactHoweverManyKindsThereAre() {
    RejectSummary left = new RejectSummary();
    RejectSummary right = new RejectSummary();
    for (int i = 0; i < 1000; i++) {
      String word = "x".repeat(i % 77);
      (i % 2 == 0 ? left : right).add(new Reject("id%04d".formatted(999 - i), "s", word, i > 900));
    }
    left.merge(right);
    assertThat(left.total()).isEqualTo(1000);
    assertThat(left.foreseen()).isEqualTo(99);
    assertThat(left.kinds()).hasSize(RejectSummary.MOST_KINDS + 1);
    assertThat(left.kinds().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1000);
    // The foreseen ones have the first ids, but those that cost budget are shown.
    assertThat(left.first()).extracting(Reject::id).containsExactly("id0099", "id0100", "id0101");
  }

  @Test
  void summariesTravel() throws Exception {
    RejectSummary summary = new RejectSummary();
    summary.add(new Reject("a", "decode", "the file is empty"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(summary);
    }
    RejectSummary read =
        (RejectSummary)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    read.merge(read);
    assertThat(read.kinds()).isEqualTo(Map.of(new Kind("decode", "the file is empty"), 2L));
    assertThat(read.first()).hasSize(1);
  }
}
