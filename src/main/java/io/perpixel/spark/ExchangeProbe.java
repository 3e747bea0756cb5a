package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Answer;
import java.io.Serializable;
import java.util.ArrayList;
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
          links.add(new RoundLink(exchanges.get(number), task * each + i, attempt));
        }
        times.add(one(number, replica, links));
      } finally {
        links.forEach(RoundLink::close);
      }
    }
    return times;
  }

  private static Times one(int number, ResidentReplica replica, List<RoundLink> links) {
    long start = System.nanoTime();
    links.forEach(RoundLink::askToJoin);
    Answer answer = last(links);
    long joined = System.nanoTime();
    RoundResult result = result(new AveragingWorker(replica, answer.state()));
    links.forEach(link -> link.report(0, result));
    // As a replica begins its next round; the copy that it makes at the end is in this one.
    new AveragingWorker(replica, last(links).state()).getInitialModelGraph();
    long answered = System.nanoTime();
    links.forEach(link -> link.report(1, result.last(true)));
    last(links);
    return new Times(
        number,
        (joined - start) / 1e9,
        (answered - joined) / 1e9,
        (System.nanoTime() - answered) / 1e9);
  }

  private static Answer last(List<RoundLink> links) {
    Answer answer = Answer.END;
    for (RoundLink link : links) {
      answer = link.answer();
    }
    return answer;
  }

  /** The state of a replica as if it had seen one example. */
  static RoundResult result(AveragingWorker worker) {
    byte[] model = worker.getFinalResult(worker.getInitialModelGraph()).model();
    return new RoundResult(1, new long[0], 0, 0, false, model);
  }
}
