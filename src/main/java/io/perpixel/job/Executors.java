package io.perpixel.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;

/**
 * The executors of a cluster as the application asked for them.
 *
 * @param slots tasks that one of them runs at a time
 * @param heap of each, in bytes
 * @param overhead that each may take beside, in bytes; where nobody watches over it, unlimited
 * @param here how many of them share the driver's machine
 */
record Executors(int slots, long heap, long overhead, int here) {
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");

  /** Spark's own default: a tenth of the heap, from 384 MiB. */
  private static final double OVERHEAD_SHARE = 0.1;

  private static final long LEAST_OVERHEAD = 384L << 20;

  /** Those of a context that is not local. */
  static Executors of(SparkContext context) {
    Executors asked = of(context.master(), context.executorMemory(), context.getConf());
    boolean told = context.getConf().contains("spark.executor.cores");
    if (told || !context.master().startsWith("spark://")) {
      return asked;
    }
    // A standalone master gives all cores of a worker to one executor: how many, they say.
    int tasks =
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    // The driver is among them.
    return asked.sharing(tasks, context.statusTracker().getExecutorInfos().length - 1);
  }

  /** The same where so many tasks can run at a time in so many executors; as asked if in none. */
  Executors sharing(int tasks, int executors) {
    return executors < 1
        ? this
        : new Executors(Math.max(1, (tasks + executors - 1) / executors), heap, overhead, here);
  }

  /** Those that a master starts by such properties, each with so many MiB of heap. */
  static Executors of(String master, int mebibytes, SparkConf conf) {
    Matcher local = LOCAL_CLUSTER.matcher(master);
    boolean isLocal = local.matches();
    int cores = conf.getInt("spark.executor.cores", isLocal ? Integer.parseInt(local.group(2)) : 1);
    long heap = (long) mebibytes << 20;
    boolean watched = master.startsWith("yarn") || master.startsWith("k8s");
    double share = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_SHARE);
    long overhead =
        conf.contains("spark.executor.memoryOverhead")
            ? JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead")) << 20
            : Math.max(LEAST_OVERHEAD, (long) (share * heap));
    return new Executors(
        Math.max(1, cores / conf.getInt("spark.task.cpus", 1)),
        heap,
        watched ? overhead : Long.MAX_VALUE,
        isLocal ? Integer.parseInt(local.group(1)) : 0);
  }
}
