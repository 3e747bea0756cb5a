package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_exec_arg_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One oneDNN primitive with its arguments. Memory objects are made once; a run only hands over the
 * addresses that have changed since the last one. Native handles are freed when the object becomes
 * unreachable.
 */
final class OneDnnOp {
  private final String what;
  private final Handles handles = new Handles();
  private final dnnl_exec_arg_t args;
  private final int[] ids;
  private final long[] addresses;
  private final long scratch;
  private long scratchAddress;
  private final Address address = new Address();

  /**
   * @param what name for error messages
   * @param descriptor of the primitive; owned by this object from now on
   * @param ids the arguments ({@code DNNL_ARG_…}) in the order in which {@link #run} takes them
   */
  OneDnnOp(String what, dnnl_primitive_desc descriptor, int... ids) {
    handles.descriptor = descriptor;
    // Before anything that may fail: what was made until then is freed all the same.
    OneDnn.CLEANER.register(this, handles);
    this.what = what;
    this.ids = ids.clone();
    addresses = new long[ids.length];
    dnnl_memory_desc scratchpad =
        dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0);
    scratch = scratchpad == null ? 0 : (dnnl_memory_desc_get_size(scratchpad) + 3) / 4;
    args = new dnnl_exec_arg_t(ids.length + (scratch > 0 ? 1 : 0));
    OneDnn.check(dnnl_primitive_create(handles.primitive, descriptor), what);
    for (int i = 0; i < ids.length; i++) {
      argument(i, ids[i], layout(ids[i]));
    }
    if (scratch > 0) {
      argument(ids.length, DNNL_ARG_SCRATCHPAD, scratchpad);
    }
  }

  private void argument(int place, int id, dnnl_memory_desc layout) {
    dnnl_memory memory = new dnnl_memory();
    OneDnn.check(dnnl_memory_create(memory, layout, OneDnn.ENGINE, null), what);
    handles.memories.add(memory);
    args.getPointer(place).arg(id).memory(memory);
  }

  /** The layout that the primitive wants for an argument. */
  dnnl_memory_desc layout(int argument) {
    dnnl_memory_desc md =
        dnnl_primitive_desc_query_md(handles.descriptor, dnnl_query_exec_arg_md, argument);
    if (md == null || md.isNull()) {
      throw new IllegalStateException("oneDNN's " + what + " has no argument " + argument);
    }
    return md;
  }

  dnnl_primitive_desc descriptor() {
    return handles.descriptor;
  }

  /** An uninitialised buffer in the layout of an argument. */
  FloatPointer buffer(int argument) {
    return new FloatPointer(size(argument));
  }

  /** Room that an argument takes, in float32 values. */
  long size(int argument) {
    return (dnnl_memory_desc_get_size(layout(argument)) + 3) / 4;
  }

  /** A reorder from one layout to another, or null where they are the same. */
  static OneDnnOp reorder(dnnl_memory_desc from, dnnl_memory_desc to, int fromArg, int toArg) {
    if (dnnl_memory_desc_equal(from, to) == 1) {
      return null;
    }
    return copy(from, to, fromArg, toArg);
  }

  /** A copy from one layout to another. */
  static OneDnnOp copy(dnnl_memory_desc from, dnnl_memory_desc to, int fromArg, int toArg) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_reorder_primitive_desc_create(
            pd, from, OneDnn.ENGINE, to, OneDnn.ENGINE, OneDnn.DEFAULTS),
        "a reorder");
    return new OneDnnOp("reorder", pd, fromArg, toArg);
  }

  /** Runs on the calling thread's team and returns when the result is there. */
  void run(long... dataAddresses) {
    if (dataAddresses.length != ids.length) {
      throw new IllegalArgumentException(
          what + " takes " + ids.length + " arrays, got " + dataAddresses.length);
    }
    for (int i = 0; i < ids.length; i++) {
      if (addresses[i] != dataAddresses[i]) {
        place(i, dataAddresses[i]);
        addresses[i] = dataAddresses[i];
      }
    }
    if (scratch > 0) {
      long now = Scratch.ofPrimitives(scratch);
      if (scratchAddress != now) {
        place(ids.length, now);
        scratchAddress = now;
      }
    }
    try {
      OneDnn.check(
          dnnl_primitive_execute(
              handles.primitive, OneDnn.threadStream(), handles.memories.size(), args),
          what);
    } finally {
      // An operation that is used once is unreachable as soon as its fields have been read: a
      // garbage collection at that time would free the handles while oneDNN computes with them.
      Reference.reachabilityFence(this);
    }
  }

  private void place(int argument, long data) {
    OneDnn.check(
        dnnl_memory_set_data_handle(handles.memories.get(argument), address.at(data)), what);
  }

  /** Address of an array's first value. */
  static long at(INDArray array) {
    return HostMemory.address(array);
  }

  private static final class Address extends Pointer {
    Address at(long value) {
      address = value;
      return this;
    }
  }

  /** What must be freed; holds no reference to the operation. */
  private static final class Handles implements Runnable {
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final List<dnnl_memory> memories = new ArrayList<>();
    private dnnl_primitive_desc descriptor;

    @Override
    public void run() {
      memories.forEach(m -> dnnl_memory_destroy(m));
      dnnl_primitive_destroy(primitive);
      dnnl_primitive_desc_destroy(descriptor);
    }
  }
}
