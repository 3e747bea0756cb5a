package io.perpixel.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Markdown file of the repository, as GitHub renders it.
 *
 * @param links targets of links and pictures, outside of code
 * @param anchors what a link into this page may name
 * @param blocks fenced code blocks
 * @param spans contents of code spans, outside of blocks
 */
public record Markdown(
    List<String> links, Set<String> anchors, List<Block> blocks, List<String> spans) {
  /** A fenced code block; the language may be empty. */
  public record Block(String language, String text) {}

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^()\\s]+)( \"[^\"]*\")?\\)");
  private static final Pattern HTML = Pattern.compile("\\b(?:href|src)=\"([^\"]+)\"");
  private static final Pattern HTML_ANCHOR = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

  /** What running and building leaves behind. */
  private static final Set<String> MADE = Set.of("target", "runs", "logs", "data");

  /** Reads a file. */
  public static Markdown read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> headings = new HashMap<>();
    StringBuilder block = null;
    String language = "";
    for (String line : Files.readAllLines(file)) {
      boolean fence = line.strip().startsWith("```");
      if (block != null && fence) {
        blocks.add(new Block(language, block.toString()));
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      } else if (fence) {
        block = new StringBuilder();
        language = line.strip().substring(3);
      } else {
        text.append(line).append('\n');
        if (line.matches("#{1,6} .*")) {
          String anchor = anchor(line.replaceFirst("#+ ", ""));
          int earlier = headings.merge(anchor, 1, Integer::sum) - 1;
          anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
        }
      }
    }
    if (block != null) {
      throw new IOException(file + ": a code block that does not end");
    }
    List<String> spans = SPAN.matcher(text).results().map(m -> m.group(1)).toList();
    String prose = SPAN.matcher(text).replaceAll("code");
    List<String> links =
        new ArrayList<>(LINK.matcher(prose).results().map(m -> m.group(1)).toList());
    HTML.matcher(prose).results().forEach(m -> links.add(m.group(1)));
    HTML_ANCHOR.matcher(prose).results().forEach(m -> anchors.add(m.group(1)));
    return new Markdown(links, anchors, blocks, spans);
  }

  /** The anchor that GitHub gives a heading: lower case, without punctuation, dashes for spaces. */
  public static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  /** All files of the repository that have this ending, those aside that building leaves behind. */
  public static List<Path> files(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        Path.of(""),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            boolean made = dir.getNameCount() == 1 && MADE.contains(name);
            return made || name.startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(found);
    return found;
  }
}
