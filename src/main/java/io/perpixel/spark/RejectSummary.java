package io.perpixel.spark;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What of any number of rejects fits the driver: how many there are of each kind, and the first
 * few. May be read while a task adds to it.
 */
public final class RejectSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rejects that are kept as examples. */
  static final int SHOWN = 3;

  /** More kinds than this are counted together: reasons may quote what they found. */
  static final int MOST_KINDS = 50;

  private static final Kind OTHER = new Kind("other", "of other kinds");

  /** Those that cost budget first. */
  private static final Comparator<Reject> FIRST =
      Comparator.comparing(Reject::foreseen)
          .thenComparing(Reject.ORDER)
          .thenComparing(Reject::reason);

  private final TreeMap<Kind, Long> kinds = new TreeMap<>();
  private final TreeSet<Reject> first = new TreeSet<>(new First());
  private long total;
  private long foreseen;

  /** A comparator that can be serialized. */
  private static final class First implements Comparator<Reject>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Reject a, Reject b) {
      return FIRST.compare(a, b);
    }
  }

  /**
   * Rejects that differ only in names and numbers.
   *
   * @param stage as in {@link Reject}
   * @param reason without what is particular to one image
   */
  public record Kind(String stage, String reason) implements Comparable<Kind>, Serializable {
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z]{2})\\d+");

    /** Shorter beginnings, such as "line 7", say too little. */
    private static final int SAYS_ENOUGH = 12;

    private static final int LONGEST = 80;

    static Kind of(Reject reject) {
      String reason = QUOTED.matcher(reject.reason()).replaceAll("'…'");
      int colon = reason.indexOf(": ", SAYS_ENOUGH);
      String head = NUMBER.matcher(colon < 0 ? reason : reason.substring(0, colon)).replaceAll("N");
      return new Kind(
          reject.stage(), head.length() > LONGEST ? head.substring(0, LONGEST - 1) + "…" : head);
    }

    @Override
    public int compareTo(Kind other) {
      int byStage = stage.compareTo(other.stage);
      return byStage != 0 ? byStage : reason.compareTo(other.reason);
    }
  }

  synchronized void add(Reject reject) {
    add(Kind.of(reject), 1);
    total++;
    foreseen += reject.foreseen() ? 1 : 0;
    show(reject);
  }

  void merge(RejectSummary other) {
    RejectSummary read = other.copy();
    synchronized (this) {
      read.kinds.forEach(this::add);
      total += read.total;
      foreseen += read.foreseen;
      read.first.forEach(this::show);
    }
  }

  synchronized RejectSummary copy() {
    RejectSummary copy = new RejectSummary();
    copy.kinds.putAll(kinds);
    copy.first.addAll(first);
    copy.total = total;
    copy.foreseen = foreseen;
    return copy;
  }

  private void add(Kind kind, long count) {
    boolean known = kinds.containsKey(kind) || kinds.size() < MOST_KINDS;
    kinds.merge(known ? kind : OTHER, count, Long::sum);
  }

  private void show(Reject reject) {
    first.add(reject);
    if (first.size() > SHOWN) {
      first.pollLast();
    }
  }

  /** How many there are. */
  public synchronized long total() {
    return total;
  }

  /** How many of them were known of the data, so that they cost no budget. */
  synchronized long foreseen() {
    return foreseen;
  }

  /** How many of each kind. */
  public synchronized SortedMap<Kind, Long> kinds() {
    return new TreeMap<>(kinds);
  }

  /** At most {@value #SHOWN}: those that cost budget first, by id. */
  synchronized List<Reject> first() {
    return new ArrayList<>(first);
  }

  /** Executors send what a task has counted so far while it goes on. */
  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
  }
}
