package io.perpixel.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A process of this machine that cannot be any more, for marks and locks that it has left. */
public final class DeadProcess {
  private DeadProcess() {}

  /** Writes its name as runs write theirs. */
  public static void to(ObjectNode mark) {
    DriverProcess self = DriverProcess.self();
    new DriverProcess(self.host(), self.namespace(), Long.MAX_VALUE, 1).to(mark);
  }
}
