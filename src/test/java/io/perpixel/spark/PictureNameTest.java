package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.StageException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureNameTest {
  @ParameterizedTest
  @CsvSource({
    "train/00042, train/00042.png",
    "a/b.jpg, a/b.jpg.png",
    "a/b.png, a/b.png",
    "B.PNG, B.PNG",
    "Pferd auf der Wiese äöü, Pferd auf der Wiese äöü.png",
    "x/gallery, x/gallery.png",
    "a..b, a..b.png"
  })
  void isTheId(String id, String expected) throws StageException {
    assertThat(PictureName.of(id)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "../x",
        "a/../../x",
        "/etc/x",
        "a//b",
        "a/",
        "_hidden",
        "a/_x",
        ".git/x",
        "a:b",
        "hdfs://h/x",
        "a\\b",
        "a\nb",
        "a\0b",
        "gallery",
        "gallery.png"
      })
  void staysInsideAndVisible(String id) {
    assertThatThrownBy(() -> PictureName.of(id))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("cannot be a file name");
  }

  @ParameterizedTest
  @ValueSource(ints = {76, 77, 300})
  void longNamesAreRefusedBeforeTheFileSystemFails(int length) throws StageException {
    String id = "ä".repeat(length - 1) + "x";
    if (length <= 76) {
      assertThat(PictureName.of(id)).endsWith(".png");
    } else {
      assertThatThrownBy(() -> PictureName.of(id)).hasMessageContaining("80 characters");
    }
  }
}
