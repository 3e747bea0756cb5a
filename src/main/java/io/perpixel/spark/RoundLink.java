package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Verdict;
import io.perpixel.spark.RoundMessage.Sender;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.concurrent.Future;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A task's side of the {@link RoundExchange}. States go straight between the replica's memory and
 * the messages, so that an executor's heap holds pieces of them only.
 */
final class RoundLink implements AutoCloseable {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  /**
   * Bytes of a large state in one message between processes. No object of this size is one of the
   * "humongous" that the garbage collector gives regions of their own, new memory each time. Just
   * below a power of two, since the buffer that Spark packs a message into doubles as it grows.
   */
  static final int PIECE = 255 << 10;

  /** Pieces on their way at a time. */
  static final int WINDOW = 8;

  private final RpcEndpointRef driver;
  private final RpcTimeout timeout;
  private final BooleanSupplier killed;
  private final Sender sender;
  private int round;
  private Future<Object> pending;
  private RoundMessage heard;
  private boolean ended;

  /**
   * A link to the exchange behind a reference.
   *
   * @param killed whether this task is to stop
   */
  RoundLink(RpcEndpointRef driver, RpcTimeout timeout, BooleanSupplier killed, Sender sender) {
    this.driver = driver;
    this.timeout = timeout;
    this.killed = killed;
    this.sender = sender;
  }

  /** Connects the task that runs in this thread to the exchange of that name. */
  static RoundLink open(String exchange, int replica) {
    return open(exchange, replica, TaskContext.get().taskAttemptId());
  }

  /**
   * As {@link #open(String, int)}, for tasks that work for several replicas.
   *
   * @param attempt unique among all links to that exchange
   */
  static RoundLink open(String exchange, int replica, long attempt) {
    SparkEnv env = SparkEnv.get();
    RpcEndpointRef driver = RpcUtils.makeDriverRef(exchange, env.conf(), env.rpcEnv());
    // Within a process messages are handed over as they are, and nothing is gained by pieces.
    boolean here = Objects.equals(driver.address(), env.rpcEnv().address());
    return new RoundLink(
        driver,
        RpcUtils.askRpcTimeout(env.conf()),
        TaskContext.get()::isInterrupted,
        new Sender(replica, attempt, here ? Integer.MAX_VALUE : PIECE));
  }

  /** Begins; whether there is a round to train is for {@link #isOver}, which for {@link #next}. */
  void join() {
    ask(RoundMessage.join(sender));
  }

  /**
   * Reports a round; what comes of it is for {@link #next}.
   *
   * @param result without its state
   * @param state that the round has left in the replica
   */
  void report(int reported, RoundResult result, ReplicaState state) {
    round = reported;
    int total = result.examples() == 0 ? 0 : state.bytes();
    int most = sender.most(total);
    int from = 0;
    Queue<Future<Object>> sent = new ArrayDeque<>();
    for (; total - from > most; from += most) {
      if (sent.size() == WINDOW) {
        hear(sent.remove());
      }
      byte[] piece = state.copy(from, from + most);
      sent.add(asked(RoundMessage.piece(sender, round, from, total, piece)));
    }
    sent.forEach(this::hear);
    byte[] last = total == 0 ? null : state.copy(from, total);
    ask(RoundMessage.report(sender, round, result, from, total, last));
  }

  /** Whether this task has nothing more to do, waited for until the round is over. */
  boolean isOver() {
    while (heard == null) {
      RoundMessage answer = hear(pending);
      if (answer.verdict() != Verdict.WAIT) {
        heard = answer;
      } else if (killed.getAsBoolean()) {
        throw new TaskKilledException("killed while it waited for the other replicas");
      } else {
        ask(RoundMessage.again(sender, round));
      }
    }
    ended = heard.verdict() == Verdict.END;
    return ended;
  }

  /**
   * The round to train next, waited for until the last one is over.
   *
   * @param state overwritten with the one that the round starts from
   * @return without that state; empty if there is nothing more to do
   */
  Optional<RoundState> next(ReplicaState state) {
    while (!isOver()) {
      RoundMessage first = heard;
      heard = null;
      RoundMessage otherwise = receive(first, state);
      if (otherwise == null) {
        return Optional.of(first.state());
      }
      heard = otherwise;
    }
    return Optional.empty();
  }

  /**
   * Receives a round's state, of which the first piece is there.
   *
   * @return null, or what the driver says instead if that round is over meanwhile
   */
  private RoundMessage receive(RoundMessage first, ReplicaState state) {
    if (first.total() != state.bytes()) {
      throw new IllegalArgumentException(
          "a model's state of %,d bytes came for a model of %,d"
              .formatted(first.total(), state.bytes()));
    }
    state.put(0, first.piece());
    int trained = first.state().round();
    int from = first.piece().length;
    Queue<Future<Object>> asked = new ArrayDeque<>();
    while (from < state.bytes() || !asked.isEmpty()) {
      while (asked.size() < WINDOW && from < state.bytes()) {
        asked.add(asked(RoundMessage.fetch(sender, trained, from)));
        from += Math.min(sender.most(state.bytes()), state.bytes() - from);
      }
      RoundMessage piece = hear(asked.remove());
      if (piece.verdict() != Verdict.TRAIN || piece.state().round() != trained) {
        return piece;
      }
      state.put(piece.from(), piece.piece());
    }
    return null;
  }

  private void ask(Object message) {
    pending = asked(message);
    heard = null;
  }

  private Future<Object> asked(Object message) {
    return driver.ask(message, timeout, ANY);
  }

  private RoundMessage hear(Future<Object> answer) {
    return RoundMessage.of(timeout.awaitResult(answer));
  }

  /** Tells the driver that this task stops, if it has not been sent home. */
  @Override
  public void close() {
    if (!ended) {
      driver.send(RoundMessage.leave(sender));
    }
  }
}
