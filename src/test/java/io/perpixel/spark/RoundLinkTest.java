package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.spark.RoundMessage.Sender;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskKilledException;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.util.RpcUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Tasks and driver in two RPC environments of Spark, over a socket. */
@Timeout(120)
class RoundLinkTest {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);
  private static final int VALUES = Sender.SMALL / Float.BYTES + 1001;

  /** The last piece is a short one. */
  private static final int PIECE = 400_000;

  private final SparkConf conf = new SparkConf(false);
  private final RpcEnv driver = env("driver", false);
  private final RpcEnv executor = env("executor", true);
  private final RoundBoard board =
      new RoundBoard(
          2,
          new RoundState(0, 10, 4, 0.1, values(1)),
          new WorkerDivergence(List.of(new int[] {0, VALUES * Float.BYTES})));
  private final RoundExchange exchange = new RoundExchange(driver, board);

  private RpcEnv env(String name, boolean client) {
    SecurityManager security =
        new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE());
    return RpcEnv.create(name, "127.0.0.1", "127.0.0.1", 0, conf, security, 1, client);
  }

  @AfterEach
  void shutDown() {
    exchange.close();
    executor.shutdown();
    driver.shutdown();
  }

  private static byte[] values(long seed) {
    ByteBuffer bytes = ByteBuffer.allocate(VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(seed);
    for (int i = 0; i < VALUES; i++) {
      bytes.putFloat(random.nextFloat());
    }
    return bytes.array();
  }

  private RoundLink link(int replica, long attempt) {
    return link(replica, attempt, false);
  }

  private RoundLink link(int replica, long attempt, boolean killed) {
    RpcAddress address = driver.address();
    RpcEndpointRef ref = executor.setupEndpointRef(address, exchange.name());
    return new RoundLink(
        ref, RpcUtils.askRpcTimeout(conf), () -> killed, new Sender(replica, attempt, PIECE));
  }

  /** The memory of a replica. */
  private static final class Memory implements ReplicaState {
    private byte[] state = new byte[VALUES * Float.BYTES];
    private int largest;
    private Runnable whenCopied = () -> {};
    private Runnable whenPut = () -> {};

    @Override
    public int bytes() {
      return state.length;
    }

    @Override
    public byte[] copy(int from, int until) {
      whenCopied.run();
      largest = Math.max(largest, until - from);
      return Arrays.copyOfRange(state, from, until);
    }

    @Override
    public void put(int from, byte[] piece) {
      whenPut.run();
      largest = Math.max(largest, piece.length);
      System.arraycopy(piece, 0, state, from, piece.length);
    }
  }

  private static RoundResult result(long examples, boolean last) {
    return new RoundResult(examples, new long[] {5}, examples * 2.0, 0, last, null);
  }

  private static Optional<RoundState> later(CompletableFuture<Optional<RoundState>> answer)
      throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }

  @Test
  void statesTravelInPiecesAndComeBackAveraged() throws Exception {
    RoundLink one = link(0, 100);
    RoundLink two = link(1, 200);
    Memory first = new Memory();
    Memory second = new Memory();
    one.join();
    two.join();
    assertThat(one.isOver()).isFalse();
    RoundState begun = one.next(first).orElseThrow();
    assertThat(begun).usingRecursiveComparison().isEqualTo(new RoundState(0, 10, 4, 0.1, null));
    assertThat(two.next(second)).isPresent();
    assertThat(first.state).isEqualTo(values(1));
    assertThat(second.state).isEqualTo(values(1));

    first.state = values(2);
    second.state = values(3);
    byte[] mean =
        WeightedMean.of(
            List.of(result(1, false).with(values(2)), result(3, false).with(values(3))));
    one.report(0, result(1, false), first);
    CompletableFuture<Optional<RoundState>> answer =
        CompletableFuture.supplyAsync(() -> one.next(first));
    two.report(0, result(3, false), second);
    assertThat(two.next(second)).isPresent();
    assertThat(later(answer)).get().extracting(RoundState::round).isEqualTo(1);
    assertThat(first.state).isEqualTo(mean);
    assertThat(second.state).isEqualTo(mean);
    assertThat(first.largest).isEqualTo(PIECE);

    // One that has seen nothing sends nothing, and is done.
    two.report(1, RoundResult.none(), second);
    one.report(1, result(1, true), first);
    assertThat(one.next(first)).isEmpty();
    assertThat(two.next(second)).isEmpty();
    assertThat(board.over()).isTrue();
    assertThat(board.state().model()).as("of the one that saw any").isEqualTo(mean);
  }

  @Test
  void whoFetchesAStateWhoseRoundEndsMeanwhileGetsTheNext() throws Exception {
    RoundLink slow = link(0, 100);
    RoundLink twin = link(0, 101);
    RoundLink other = link(1, 200);
    Memory memory = new Memory();
    slow.join();
    assertThat(slow.isOver()).isFalse();
    byte[] mean = values(7);
    boolean[] done = {false};
    memory.whenPut =
        () -> {
          if (!done[0]) {
            done[0] = true;
            Memory theirs = new Memory();
            theirs.state = mean;
            twin.report(0, result(1, false), theirs);
            other.report(0, result(1, false), theirs);
            assertThat(twin.next(new Memory())).isPresent();
          }
        };
    RoundState next = slow.next(memory).orElseThrow();
    assertThat(next.round()).isEqualTo(1);
    assertThat(memory.state).isEqualTo(mean);
  }

  @Test
  void aTaskThatDiesWhileItSendsLeavesNothing() throws Exception {
    RoundLink dying = link(0, 100);
    Memory memory = new Memory();
    int[] copies = {0};
    memory.whenCopied =
        () -> {
          if (++copies[0] == 5) {
            throw new TaskKilledException("now");
          }
        };
    dying.join();
    assertThat(dying.next(new Memory())).isPresent();
    assertThatThrownBy(() -> dying.report(0, result(1, false), memory))
        .isInstanceOf(TaskKilledException.class);
    dying.close();

    RoundLink successor = link(0, 101);
    RoundLink other = link(1, 200);
    Memory whole = new Memory();
    whole.state = values(5);
    successor.report(0, result(1, true), whole);
    other.report(0, result(1, true), whole);
    assertThat(other.next(whole)).isEmpty();
    assertThat(board.state().model()).isEqualTo(values(5));
  }

  @Test
  void aReportWhosePiecesAreMissingIsRefused() {
    RpcEndpointRef ref = executor.setupEndpointRef(driver.address(), exchange.name());
    Sender sender = new Sender(0, 100, PIECE);
    byte[] piece = new byte[400];
    Object report = RoundMessage.report(sender, 0, result(1, false), 800, 1200, piece);
    assertThatThrownBy(() -> ref.askSync(report, ANY))
        .hasStackTraceContaining("without the beginning of its state");
    ref.askSync(RoundMessage.piece(sender, 0, 400, 1200, piece), ANY);
    assertThatThrownBy(() -> ref.askSync(report, ANY))
        .hasStackTraceContaining("800 of the 1200 bytes");
    for (Object wrong :
        List.of(
            RoundMessage.piece(sender, 1, 1000, 1200, piece),
            RoundMessage.piece(sender, 2, -4, 1200, piece))) {
      assertThatThrownBy(() -> ref.askSync(wrong, ANY)).hasStackTraceContaining("does not belong");
    }
  }

  @Test
  void theStateOfAnotherModelIsRefused() {
    RoundLink link = link(0, 100);
    Memory other = new Memory();
    other.state = new byte[8];
    link.join();
    assertThatThrownBy(() -> link.next(other))
        .hasMessageContaining("%,d bytes came for a model of 8".formatted(VALUES * Float.BYTES));
  }

  @Test
  void aKilledTaskStopsWaiting() {
    RoundLink killed = link(0, 100, true);
    killed.join();
    assertThat(killed.next(new Memory())).isPresent();
    killed.report(0, result(1, false), new Memory());
    ScheduledExecutorService reassuring = Executors.newSingleThreadScheduledExecutor();
    try {
      reassuring.scheduleWithFixedDelay(board::reassure, 0, 100, TimeUnit.MILLISECONDS);
      assertThatThrownBy(killed::isOver).isInstanceOf(TaskKilledException.class);
    } finally {
      reassuring.shutdownNow();
    }
  }
}
