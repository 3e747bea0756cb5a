package io.perpixel.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * States of replicas that arrive at the driver in pieces, by the task that sends them. For one
 * thread.
 *
 * <p>Arrays are used again once their round is over: fresh ones of hundreds of megabytes, in every
 * round, cost more in page faults than the average does in sums.
 */
final class IncomingStates {
  private final Map<Long, Incoming> incoming = new HashMap<>();
  private final Deque<Lent> lent = new ArrayDeque<>();

  /** An array that results of a round refer to. */
  private record Lent(int round, byte[] state) {}

  private static final class Incoming {
    private final String address;
    private final int round;
    private final byte[] state;
    private int arrived;

    Incoming(String address, int round, byte[] state) {
      this.address = address;
      this.round = round;
      this.state = state;
    }

    void put(RoundMessage message) {
      byte[] piece = message.piece();
      if (message.total() != state.length
          || piece == null
          || message.from() < 0
          || piece.length > state.length - message.from()) {
        throw new IllegalArgumentException(
            "a piece of %s bytes, at byte %d of %d, does not belong to a state of %d"
                .formatted(
                    piece == null ? "no" : piece.length,
                    message.from(),
                    message.total(),
                    state.length));
      }
      System.arraycopy(piece, 0, state, message.from(), piece.length);
      arrived += piece.length;
    }
  }

  /** Keeps a piece until the report comes. */
  void take(RoundMessage message, String address) {
    incoming
        .compute(
            message.sender().attempt(),
            (attempt, known) ->
                known == null || known.round != message.round()
                    ? new Incoming(address, message.round(), room(message))
                    : known)
        .put(message);
  }

  /**
   * The result in a report, with its state, which is good until its round is over.
   *
   * @return null where the report only asks again
   * @throws IllegalArgumentException if pieces are missing
   */
  RoundResult complete(RoundMessage report) {
    RoundResult result = report.result();
    if (result == null || report.total() == 0) {
      return result;
    }
    if (report.piece() != null && report.piece().length == report.total()) {
      return result.with(report.piece());
    }
    Incoming before = incoming.remove(report.sender().attempt());
    if (before == null || before.round != report.round()) {
      throw new IllegalArgumentException(
          "a report of round %d came without the beginning of its state".formatted(report.round()));
    }
    before.put(report);
    if (before.arrived != before.state.length) {
      throw new IllegalArgumentException(
          "a report of round %d came with %d of the %d bytes of its state"
              .formatted(report.round(), before.arrived, before.state.length));
    }
    lent.add(new Lent(before.round, before.state));
    return result.with(before.state);
  }

  /**
   * Room for a state. A task that sends one of a later round has been told that a round is over.
   */
  private byte[] room(RoundMessage message) {
    for (Iterator<Lent> each = lent.iterator(); each.hasNext(); ) {
      Lent array = each.next();
      if (array.round < message.round() && array.state.length == message.total()) {
        each.remove();
        return array.state;
      }
    }
    return new byte[message.total()];
  }

  /** A task sends no more. */
  void forget(long attempt) {
    incoming.remove(attempt);
  }

  /** The process with that address is gone. */
  void lost(String address) {
    incoming.values().removeIf(state -> Objects.equals(state.address, address));
  }
}
