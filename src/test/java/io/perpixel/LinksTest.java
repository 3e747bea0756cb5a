package io.perpixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every relative link, anchor and path in the documentation leads somewhere. */
class LinksTest {
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*");

  private static final Pattern HTML_LINK =
      Pattern.compile("<(?:a|img|script|link|source)\\b[^>]*?\\b(?:href|src)=\"([^\"]*)\"");

  /** A path within the repository, such as conf/segment.conf. */
  private static final Pattern PATH =
      Pattern.compile(
          "(?:\\.ci|benchmarks|conf|data-manifests|docs|notebooks|src|submit)/[A-Za-z0-9_./-]*");

  static Stream<Path> pages() throws IOException {
    return Markdown.files(".md").stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    Markdown markdown = Markdown.read(page);
    List<String> broken = new ArrayList<>();
    for (String link : markdown.links()) {
      if (!ELSEWHERE.matcher(link).matches() && !leads(page, markdown, link)) {
        broken.add(link);
      }
    }
    assertThat(broken).as("links of %s that lead nowhere", page).isEmpty();
  }

  private static boolean leads(Path page, Markdown markdown, String link) throws IOException {
    String[] parts = link.split("#", 2);
    if (parts[0].isEmpty()) {
      return markdown.anchors().contains(parts[1]);
    }
    Path target = page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    // Lines of source files (#L7) move; nobody checks them here, so nobody may write them.
    return parts.length == 1
        || target.toString().endsWith(".md") && Markdown.read(target).anchors().contains(parts[1]);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pathsExist(Path page) throws IOException {
    List<String> missing =
        Markdown.read(page).spans().stream()
            .filter(span -> PATH.matcher(span).matches())
            .filter(span -> Files.notExists(Path.of(span)))
            .filter(span -> Files.notExists(page.resolveSibling(span)))
            .toList();
    assertThat(missing).as("paths in %s that do not exist", page).isEmpty();
  }

  @Test
  void pagesOfHtmlFindTheirFiles() throws IOException {
    for (Path page : Markdown.files(".html")) {
      List<String> broken =
          HTML_LINK
              .matcher(Files.readString(page))
              .results()
              .map(match -> match.group(1).replaceFirst("[#?].*", ""))
              .filter(link -> !link.isEmpty() && !ELSEWHERE.matcher(link).matches())
              .filter(link -> Files.notExists(page.resolveSibling(link)))
              .toList();
      assertThat(broken).as("links of %s that lead nowhere", page).isEmpty();
    }
  }

  /** Otherwise nobody finds it. */
  @Test
  void everyPageIsLinkedFromAnother() throws IOException {
    List<Path> linked = new ArrayList<>(List.of(Path.of("README.md")));
    for (Path page : Markdown.files(".md")) {
      for (String link : Markdown.read(page).links()) {
        if (!ELSEWHERE.matcher(link).matches()) {
          Path target = page.resolveSibling(link.replaceFirst("#.*", "")).normalize();
          linked.add(target);
          linked.add(target.resolve("README.md"));
        }
      }
    }
    List<Path> docs =
        Markdown.files(".md").stream()
            .filter(page -> !page.startsWith("src"))
            // The directory is linked as a whole, its files by those that rest on them.
            .filter(page -> !page.startsWith("docs/decisions"))
            .toList();
    assertThat(linked).containsAll(docs);
  }
}
