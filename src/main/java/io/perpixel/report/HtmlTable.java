package io.perpixel.report;

import io.perpixel.train.Redaction;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The two kinds of table in a report: names with values, and a grid under a header. */
final class HtmlTable {
  private static final int MAX_EXACT = 8;
  private static final int MAX_NUMBER = 24;

  /** Digits, with units perhaps, or what {@link Figures} writes for a number that is none. */
  private static final Pattern NUMBER =
      Pattern.compile("–|[-−]?(∞|[0-9][0-9.,]*(e[-+]?[0-9]+)?( [%a-z/]+( [0-9]+)?)*)");

  private HtmlTable() {}

  /** A header and rows of as many cells; columns of numbers are aligned to the right. */
  static String grid(List<String> header, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"grid\">\n<thead>");
    BitSet numbers = numberColumns(header.size(), rows);
    html.append(cells("th", header, numbers)).append("</thead>\n<tbody>\n");
    rows.forEach(row -> html.append(cells("td", row, numbers)));
    return html.append("</tbody></table></div>\n").toString();
  }

  /** Names and values; nested maps get dotted names, secrets are left out. */
  static String pairs(Map<String, ?> values) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", Redaction.settings(values), flat);
    StringBuilder html = new StringBuilder("<table class=\"pairs\">\n");
    flat.forEach(
        (name, value) ->
            html.append(
                "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
                    .formatted(Html.escape(name), Html.escape(value))));
    return html.append("</table>\n").toString();
  }

  private static void flatten(String prefix, Map<?, ?> values, Map<String, String> flat) {
    values.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> nested && !nested.isEmpty()) {
            flatten(prefix + key + ".", nested, flat);
          } else {
            flat.put(prefix + key, text(value));
          }
        });
  }

  private static String text(Object value) {
    if (value == null || value instanceof Map<?, ?>) {
      return "–";
    }
    if (value instanceof Double || value instanceof Float) {
      // Settings as they were set; measurements to the digits that mean something.
      String exact = value.toString();
      double number = ((Number) value).doubleValue();
      boolean asIs = exact.length() <= MAX_EXACT && Double.isFinite(number);
      return asIs ? exact : Figures.number(number);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(HtmlTable::text).collect(Collectors.joining(" "));
    }
    return value.toString();
  }

  private static BitSet numberColumns(int columns, List<List<String>> rows) {
    BitSet numbers = new BitSet();
    for (int i = 0; i < columns && !rows.isEmpty(); i++) {
      int column = i;
      numbers.set(i, rows.stream().allMatch(r -> r.size() > column && isNumber(r.get(column))));
    }
    return numbers;
  }

  private static String cells(String tag, List<String> row, BitSet numbers) {
    StringBuilder html = new StringBuilder("<tr>");
    for (int i = 0; i < row.size(); i++) {
      String open = numbers.get(i) ? "<" + tag + " class=\"number\">" : "<" + tag + ">";
      html.append(open).append(Html.escape(row.get(i))).append("</").append(tag).append('>');
    }
    return html.append("</tr>\n").toString();
  }

  private static boolean isNumber(String cell) {
    return cell.length() <= MAX_NUMBER && NUMBER.matcher(cell).matches();
  }
}
