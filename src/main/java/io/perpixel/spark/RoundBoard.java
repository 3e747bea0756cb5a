package io.perpixel.spark;

import io.perpixel.train.DivergedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of one epoch, kept by the driver: the state that replicas start the present round
 * from, and what they have made of it so far. When the last one has reported, the results are
 * averaged and the next round begins.
 *
 * <p>Nothing depends on which task reports for a replica, nor how often: all tasks of a replica
 * compute the same bits, so the first report counts. A task that takes the place of a lost one
 * starts from the present round. Thread safe.
 */
final class RoundBoard {
  /** What a task is told. */
  enum Verdict {
    /** Train the round whose state comes with it. */
    TRAIN,
    /** The round is not over: ask again. */
    WAIT,
    /** There is nothing more to do for this replica. */
    END
  }

  /**
   * An answer to a task.
   *
   * @param state of the round to train; null unless the verdict is TRAIN
   */
  record Answer(Verdict verdict, RoundState state) {
    static final Answer WAIT = new Answer(Verdict.WAIT, null);
    static final Answer END = new Answer(Verdict.END, null);

    static Answer train(RoundState state) {
      return new Answer(Verdict.TRAIN, state);
    }
  }

  /**
   * A round that is over.
   *
   * @param step the last one of the round in the epoch, from 1
   * @param examples seen in it
   * @param lossSum over these examples
   * @param divergence of the replicas, see {@link WorkerDivergence}
   * @param stepNanos of each replica that saw any, in their order: how long its steps took
   */
  record Round(
      int step, long examples, double lossSum, double divergence, List<long[]> stepNanos) {}

  private record Task(int replica, String address) {}

  private record Waiter(int replica, Consumer<Answer> answer) {}

  private final RoundResult[] results;
  private final boolean[] finished;
  private final Map<Long, Task> tasks = new HashMap<>();
  private final Map<Long, Waiter> waiting = new HashMap<>();
  private final Deque<Round> rounds = new ArrayDeque<>();
  private final int firstIteration;
  private final WorkerDivergence divergence;
  private RoundState state;
  private DivergedException diverged;
  private boolean open = true;
  private boolean begun;
  private long absentSince;

  /**
   * The board of an epoch.
   *
   * @param first the state of its first round
   * @param divergence measures how far replicas are apart
   */
  RoundBoard(int replicas, RoundState first, WorkerDivergence divergence) {
    this(replicas, first, 0, divergence);
  }

  /**
   * The board of an epoch that has begun already.
   *
   * @param first the state of the first round that is left
   * @param stepsBefore steps of the epoch before it
   * @param divergence measures how far replicas are apart
   */
  RoundBoard(int replicas, RoundState first, int stepsBefore, WorkerDivergence divergence) {
    this.divergence = divergence;
    results = new RoundResult[replicas];
    finished = new boolean[replicas];
    state = first;
    firstIteration = first.iteration() - stepsBefore;
  }

  /** Measures how far replicas are apart. */
  WorkerDivergence divergence() {
    return divergence;
  }

  /** The state of the present round; after the last one, the epoch's result. */
  synchronized RoundState state() {
    return state;
  }

  /** Whether every replica has taken its last step. */
  synchronized boolean over() {
    for (boolean done : finished) {
      if (!done) {
        return false;
      }
    }
    return true;
  }

  /**
   * A task begins to work for a replica.
   *
   * @param attempt number of the task, unique in the application
   * @param address where it runs, as {@link #lost} will name it
   */
  synchronized void join(int replica, long attempt, String address, Consumer<Answer> answer) {
    tasks.put(attempt, new Task(replica, address));
    begun = begun || open;
    noteAbsence();
    answer.accept(present(replica));
  }

  /** What there is to do for a replica now. */
  synchronized Answer present(int replica) {
    return open && !finished[replica] ? Answer.train(state) : Answer.END;
  }

  /**
   * A task reports a round and waits for the next.
   *
   * @param address where it runs, as {@link #lost} will name it
   * @param round that the result is of
   * @param result null from a task that has reported before and asks again
   */
  synchronized void report(
      int replica,
      long attempt,
      String address,
      int round,
      RoundResult result,
      Consumer<Answer> answer) {
    tasks.put(attempt, new Task(replica, address));
    if (!open || finished[replica] || round != state.round()) {
      answer.accept(present(replica));
    } else {
      if (results[replica] == null) {
        results[replica] = result;
      }
      waiting.put(attempt, new Waiter(replica, answer));
      endRound(WeightedMean::of, seen -> divergence.of(seen, state.model()));
    }
  }

  /** Ends a round of which no task has reported, and for which none waits. */
  synchronized void end(RoundMean averaged) {
    for (int replica = 0; replica < results.length; replica++) {
      results[replica] = finished[replica] ? null : averaged.results().get(replica);
    }
    endRound(seen -> averaged.model(), seen -> averaged.divergence());
  }

  /** A task stops without having finished. */
  synchronized void leave(long attempt) {
    tasks.remove(attempt);
    waiting.remove(attempt);
    noteAbsence();
  }

  /** The process with that address is gone. */
  synchronized void lost(String address) {
    List<Long> gone =
        tasks.entrySet().stream()
            .filter(e -> Objects.equals(e.getValue().address, address))
            .map(Map.Entry::getKey)
            .toList();
    gone.forEach(this::leave);
  }

  /** How long there has been a replica to wait for that no task works for. */
  synchronized Duration absence() {
    return Duration.ofNanos(absentSince == 0 ? 0 : Math.max(1, System.nanoTime() - absentSince));
  }

  /** Tells tasks that wait that the round is not over, so that no connection is silent for long. */
  synchronized void reassure() {
    answerAll(replica -> Answer.WAIT);
  }

  /** Sends every task home; {@link #reopen} begins again with the present round. */
  synchronized void close() {
    open = false;
    absentSince = 0;
    answerAll(replica -> Answer.END);
    notifyAll();
  }

  /** Lets rounds go on after {@link #close}. Results of a round that was not over are forgotten. */
  synchronized void reopen() {
    Arrays.fill(results, null);
    tasks.clear();
    begun = false;
    open = true;
  }

  /** Waits until a round is over or the board is closed; false if neither is within that time. */
  synchronized boolean await(Duration most) throws InterruptedException {
    if (rounds.isEmpty() && open && !over()) {
      wait(most.toMillis());
    }
    return !rounds.isEmpty() || !open || over();
  }

  /**
   * What came of the rounds since the last look.
   *
   * @param rounds that are over, each told once
   * @param state after the last of them
   */
  record News(List<Round> rounds, RoundState state) {}

  /** The rounds that have come to an end since this was last asked. */
  synchronized News news() {
    List<Round> over = List.copyOf(rounds);
    rounds.clear();
    return new News(over, state);
  }

  /**
   * The rounds that are over are all good.
   *
   * @throws DivergedException if not
   */
  synchronized void requireFinite() {
    if (diverged != null) {
      throw diverged;
    }
  }

  private void endRound(
      Function<List<RoundResult>, byte[]> mean, ToDoubleFunction<List<RoundResult>> apart) {
    for (int replica = 0; replica < results.length; replica++) {
      if (results[replica] == null && !finished[replica]) {
        return;
      }
    }
    List<RoundResult> seen = new ArrayList<>();
    for (int replica = 0; replica < results.length; replica++) {
      RoundResult result = results[replica];
      if (result != null && result.divergedStep() > 0) {
        stop(replica, result.divergedStep());
        return;
      }
      if (result != null && result.examples() > 0) {
        seen.add(result);
      }
    }
    int steps = seen.stream().mapToInt(RoundResult::steps).max().orElse(0);
    state = state.next(steps, seen.isEmpty() ? state.model() : mean.apply(seen));
    for (int replica = 0; replica < results.length; replica++) {
      finished[replica] |= results[replica] != null && results[replica].last();
      results[replica] = null;
    }
    noteAbsence();
    answerAll(replica -> finished[replica] ? Answer.END : Answer.train(state));
    if (!seen.isEmpty()) {
      rounds.add(
          new Round(
              state.iteration() - firstIteration,
              seen.stream().mapToLong(RoundResult::examples).sum(),
              sumOfLosses(seen),
              apart.applyAsDouble(seen),
              seen.stream().map(RoundResult::stepNanos).toList()));
    }
    notifyAll();
  }

  /** In the order of the replicas. */
  private static double sumOfLosses(List<RoundResult> seen) {
    double sum = 0;
    for (RoundResult result : seen) {
      sum += result.lossSum();
    }
    return sum;
  }

  private void stop(int replica, int step) {
    diverged =
        new DivergedException(
            state.epoch() + 1,
            state.iteration() - firstIteration + step,
            "training loss of replica " + replica + " is not finite");
    Arrays.fill(finished, true);
    close();
  }

  private void answerAll(IntFunction<Answer> reaction) {
    List<Waiter> all = List.copyOf(waiting.values());
    waiting.clear();
    all.forEach(waiter -> waiter.answer.accept(reaction.apply(waiter.replica)));
  }

  /** Counts from the first task on: before, Spark prepares the data. */
  private void noteAbsence() {
    boolean[] served = finished.clone();
    tasks.values().forEach(task -> served[task.replica] = true);
    boolean absent = false;
    for (boolean one : served) {
      absent |= !one;
    }
    if (!begun || !open || !absent) {
      absentSince = 0;
    } else if (absentSince == 0) {
      absentSince = System.nanoTime();
    }
  }
}
