package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundBoard.Verdict;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.concurrent.Future;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A task's side of the {@link RoundExchange}. */
final class RoundLink implements AutoCloseable {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  private final TaskContext task;
  private final RpcEndpointRef driver;
  private final RpcTimeout timeout;
  private final int replica;
  private final long attempt;
  private int round;
  private Future<Object> pending;
  private boolean ended;

  /** Connects the task that runs in this thread to the exchange of that name. */
  RoundLink(String exchange, int replica) {
    this(exchange, replica, TaskContext.get().taskAttemptId());
  }

  /**
   * As {@link #RoundLink(String, int)}, for tasks that work for several replicas.
   *
   * @param attempt unique among all links to that exchange
   */
  RoundLink(String exchange, int replica, long attempt) {
    this.replica = replica;
    this.attempt = attempt;
    task = TaskContext.get();
    SparkEnv env = SparkEnv.get();
    driver = RpcUtils.makeDriverRef(exchange, env.conf(), env.rpcEnv());
    timeout = RpcUtils.askRpcTimeout(env.conf());
  }

  /** Begins; the answer is TRAIN or END. */
  Answer join() {
    askToJoin();
    return answer();
  }

  /** Begins; the answer is for {@link #answer}. */
  void askToJoin() {
    ask(RoundMessage.join(replica, attempt));
  }

  /** Reports a round; what comes of it is for {@link #answer}. */
  void report(int reported, RoundResult result) {
    round = reported;
    ask(RoundMessage.report(replica, attempt, round, result));
  }

  /** The answer to what was said last, waited for until the round is over: TRAIN or END. */
  Answer answer() {
    while (true) {
      Answer answer = RoundMessage.of(timeout.awaitResult(pending)).answer();
      if (answer.verdict() != Verdict.WAIT) {
        ended = answer.verdict() == Verdict.END;
        return answer;
      }
      if (task.isInterrupted()) {
        throw new TaskKilledException("killed while it waited for the other replicas");
      }
      ask(RoundMessage.again(replica, attempt, round));
    }
  }

  private void ask(Object message) {
    pending = driver.ask(message, timeout, ANY);
  }

  /** Tells the driver that this task stops, if it has not been sent home. */
  @Override
  public void close() {
    if (!ended) {
      driver.send(RoundMessage.leave(replica, attempt));
    }
  }
}
