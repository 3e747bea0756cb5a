package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Answer;
import io.perpixel.spark.RoundMessage.Sender;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.rpc.IsolatedRpcEndpoint;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Lets the tasks of an epoch talk to the driver's {@link RoundBoard} through Spark's own RPC: the
 * driver's port, authentication and encryption are those of the application. Messages are {@link
 * RoundMessage}s, that is types of the JDK, since executors read RPC messages with a class loader
 * that does not know the application's jar.
 */
final class RoundExchange implements IsolatedRpcEndpoint, AutoCloseable {
  private final RpcEnv env;
  private final RoundBoard board;
  private final RpcEndpointRef self;
  private final IncomingStates incoming = new IncomingStates();

  /** Opens an exchange for a board. */
  RoundExchange(RpcEnv env, RoundBoard board) {
    this.env = env;
    this.board = board;
    self = env.setupEndpoint("perpixel-rounds-" + UUID.randomUUID(), this);
  }

  /** Under which tasks find it. */
  String name() {
    return self.name();
  }

  @Override
  public RpcEnv rpcEnv() {
    return env;
  }

  /** One: a task that leaves is not to be known again by what it asked before. */
  @Override
  public int threadCount() {
    return 1;
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
    return new Receiver(
        message -> {
          RoundMessage request = RoundMessage.of(message);
          String address = String.valueOf(context.senderAddress());
          Sender sender = request.sender();
          Consumer<Answer> reply = answer -> context.reply(RoundMessage.answer(answer, 0, sender));
          switch (request.kind()) {
            case JOIN -> board.join(sender.replica(), sender.attempt(), address, reply);
            case PIECE -> {
              incoming.take(request, address);
              reply.accept(Answer.WAIT);
            }
            case REPORT ->
                board.report(
                    sender.replica(),
                    sender.attempt(),
                    address,
                    request.round(),
                    incoming.complete(request),
                    reply);
            case FETCH -> context.reply(fetched(request));
            default -> throw new IllegalArgumentException("a task cannot ask " + request.kind());
          }
        });
  }

  /** A piece of the state that was asked for; if its round is over, what there is to do instead. */
  private Object fetched(RoundMessage request) {
    Answer present = board.present(request.sender().replica());
    boolean asked = present.state() != null && present.state().round() == request.round();
    return RoundMessage.answer(present, asked ? request.from() : 0, request.sender());
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receive() {
    return new Receiver(
        message -> {
          long attempt = RoundMessage.of(message).sender().attempt();
          incoming.forget(attempt);
          board.leave(attempt);
        });
  }

  @Override
  public void onDisconnected(RpcAddress remote) {
    incoming.lost(String.valueOf(remote));
    board.lost(String.valueOf(remote));
  }

  @Override
  public void close() {
    env.stop(self);
  }

  private static final class Receiver extends AbstractPartialFunction<Object, BoxedUnit> {
    private final Consumer<Object> take;

    Receiver(Consumer<Object> take) {
      this.take = take;
    }

    @Override
    public boolean isDefinedAt(Object message) {
      return true;
    }

    @Override
    public BoxedUnit apply(Object message) {
      take.accept(message);
      return BoxedUnit.UNIT;
    }
  }
}
