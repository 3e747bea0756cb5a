package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class DriverProcessTest {
  private final DriverProcess self = DriverProcess.self();

  @Test
  void survivesItsFile() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    self.to(node);
    assertThat(DriverProcess.from(node)).isEqualTo(self);
    assertThat(self.isSelf()).isTrue();
    assertThat(self.isAlive()).contains(true);
    assertThat(self).hasToString("process " + ProcessHandle.current().pid() + " on " + self.host());
  }

  /** Numbers are used again; the process that has it now began at another time. */
  @Test
  void aNumberAloneIsNoProcess() {
    DriverProcess former = at(self.pid(), self.started() - 1);
    assertThat(former.isAlive()).contains(false);
    assertThat(former.isSelf()).isFalse();
    assertThat(at(Long.MAX_VALUE, self.started()).isAlive()).contains(false);
  }

  /** Containers count from 1, each for itself, and often have one host name. */
  @Test
  void whatCannotBeAskedIsNeitherAliveNorDead() {
    String boot = self.namespace().substring(0, self.namespace().indexOf(' '));
    for (String other :
        new String[] {boot + " pid:[1]", self.namespace().replace(boot, "another-boot"), ""}) {
      for (long pid : new long[] {self.pid(), Long.MAX_VALUE}) {
        DriverProcess process = new DriverProcess(self.host(), other, pid, self.started());
        assertThat(process.isAlive()).as(other).isEmpty();
        assertThat(process.isSelf()).isFalse();
      }
    }
    assertThat(
            new DriverProcess("elsewhere", self.namespace(), self.pid(), self.started()).isAlive())
        .isEmpty();
  }

  @Test
  void aFileOfAFormerVersionIsRead() throws Exception {
    String file =
        "{\"host\": \"%s\", \"pid\": %d, \"started\": 1790000000000}"
            .formatted(self.host(), self.pid());
    DriverProcess former = DriverProcess.from(new ObjectMapper().readTree(file));
    assertThat(former.pid()).isEqualTo(self.pid());
    assertThat(former.isAlive()).isEmpty();
  }

  /** In containers without an init process nobody asks for the exit code of what was killed. */
  @Test
  void aProcessThatOnlyLeftItsExitCodeIsDead() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "sleep 300 & echo $!; exec sleep 300").start();
    try (BufferedReader out = parent.inputReader()) {
      long pid = Long.parseLong(out.readLine());
      DriverProcess child = at(pid, DriverProcess.started(pid).orElseThrow());
      assertThat(child.isAlive()).contains(true);
      // Not before the shell, which would ask, has become another program.
      await(() -> parent.info().command().filter(c -> c.endsWith("sh")).isEmpty());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await(() -> !child.isAlive().orElseThrow());
      assertThat(ProcessHandle.of(pid)).as("its number is not free yet").isPresent();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.sleep(10);
    }
  }

  private DriverProcess at(long pid, long started) {
    return new DriverProcess(self.host(), self.namespace(), pid, started);
  }
}
