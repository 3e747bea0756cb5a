package io.perpixel.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;

/**
 * A task of {@link RoundProbe#exchange}: joins a board, reports one round and gets the next,
 * reports that one as its last; on one board after the other.
 */
final class ExchangeProbe
    implements Function2<Integer, Iterator<Integer>, Iterator<ExchangeProbe.Times>> {
  private static final long serialVersionUID = 1;

  private final ReplicaSource replicas;
  private final ArrayList<String> exchanges;
  private final int each;

  /**
   * @param exchanges of the boards
   * @param each replicas that a task speaks for
   */
  ExchangeProbe(ReplicaSource replicas, List<String> exchanges, int each) {
    this.replicas = replicas;
    this.exchanges = new ArrayList<>(exchanges);
    this.each = each;
  }

  /** Seconds on one board. (Not a record: Kryo 4 cannot build records.) */
  static final class Times implements Serializable {
    private static final long serialVersionUID = 1;

    private final int number;
    private final double broadcast;
    private final double round;
    private final double aggregate;

    Times(int number, double broadcast, double round, double aggregate) {
      this.number = number;
      this.broadcast = broadcast;
      this.round = round;
      this.aggregate = aggregate;
    }

    /** Place of the board. */
    int number() {
      return number;
    }

    double broadcast() {
      return broadcast;
    }

    double round() {
      return round;
    }

    double aggregate() {
      return aggregate;
    }
  }

  @Override
  public Iterator<Times> call(Integer task, Iterator<Integer> nothing) {
    return replicas.use(replica -> all(replica, task)).iterator();
  }

  private List<Times> all(ResidentReplica replica, int task) {
    List<Times> times = new ArrayList<>();
    for (int number = 0; number < exchanges.size(); number++) {
      List<RoundLink> links = new ArrayList<>();
      try {
        for (int i = 0; i < each; i++) {
          long attempt = TaskContext.get().taskAttemptId() * each + i;
          links.add(RoundLink.open(exchanges.get(number), task * each + i, attempt));
        }
        times.add(one(number, replica, links));
      } finally {
        links.forEach(RoundLink::close);
      }
    }
    return times;
  }

  private static Times one(int number, ResidentReplica replica, List<RoundLink> links) {
    TravellingState model = new TravellingState(replica.graph());
    long start = System.nanoTime();
    links.forEach(RoundLink::join);
    receive(links, model);
    long joined = System.nanoTime();
    Spoken state = new Spoken(model.copy());
    RoundResult result = new RoundResult(1, new long[0], 0, 0, false, null);
    links.forEach(link -> link.report(0, result, state));
    receive(links, model);
    replica.parametersChanged();
    long answered = System.nanoTime();
    // The copy that a replica makes at the end is in the time before.
    links.forEach(link -> link.report(1, result.last(true), state));
    receive(links, model);
    return new Times(
        number,
        (joined - start) / 1e9,
        (answered - joined) / 1e9,
        (System.nanoTime() - answered) / 1e9);
  }

  /** All have the next round's state; the replica has that of the last one. */
  private static void receive(List<RoundLink> links, ReplicaState model) {
    for (int i = 0; i < links.size(); i++) {
      links.get(i).next(i == links.size() - 1 ? model : new Unheard(model.bytes()));
    }
  }

  /** A state that many replicas are said to have. */
  private record Spoken(byte[] state) implements ReplicaState {
    @Override
    public int bytes() {
      return state.length;
    }

    @Override
    public byte[] copy(int from, int until) {
      return from == 0 && until == state.length ? state : Arrays.copyOfRange(state, from, until);
    }

    @Override
    public void put(int from, byte[] piece) {
      throw new UnsupportedOperationException("only spoken");
    }
  }

  /** A state that arrives, and is not looked at. */
  private record Unheard(int bytes) implements ReplicaState {
    @Override
    public byte[] copy(int from, int until) {
      throw new UnsupportedOperationException("only heard");
    }

    @Override
    public void put(int from, byte[] piece) {
      // The replica has that of another link.
    }
  }
}
