package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_acdb;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_in_order;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.lang.ref.Cleaner;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * oneDNN's CPU engine and the descriptors we need of it. Uses the C interface, which maps every
 * primitive.
 */
final class OneDnn {
  /** Frees what oneDNN allocated for an object that has become unreachable. */
  static final Cleaner CLEANER = Cleaner.create();

  /** One engine per process, never destroyed. */
  static final dnnl_engine ENGINE = engine();

  /** Attributes of every primitive that needs no others. */
  static final dnnl_primitive_attr DEFAULTS = attribute();

  private static final ThreadLocal<dnnl_stream> STREAM = ThreadLocal.withInitial(OneDnn::stream);

  private OneDnn() {}

  /** The calling thread's stream. */
  static dnnl_stream threadStream() {
    return STREAM.get();
  }

  /** Fails where oneDNN reports anything but success. */
  static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "oneDNN refused "
              + what
              + " (status "
              + status
              + "); to go on, take the other kernels: nn.kernels = nd4j, or --kernels nd4j");
    }
  }

  /** A dense NHWC tensor; oneDNN's logical order of dimensions is N, C, H, W. */
  static dnnl_memory_desc nhwc(Nhwc s) {
    return tagged(dims(s), dnnl_acdb);
  }

  /** A tensor or weights in whatever layout the primitive likes best. */
  static dnnl_memory_desc any(long... dims) {
    return tagged(dims, dnnl_format_tag_any);
  }

  /** Logical dimensions N, C, H, W. */
  static long[] dims(Nhwc s) {
    return new long[] {s.batch(), s.channels(), s.height(), s.width()};
  }

  /** A dense tensor or weights in a given order of dimensions, {@code dnnl_abcd} and the like. */
  static dnnl_memory_desc tagged(long[] dims, int tag) {
    dnnl_memory_desc md = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_tag(md, dims.length, dims, dnnl_f32, tag),
        "a tensor of shape " + Arrays.toString(dims));
    return freedWhenUnreachable(md);
  }

  /**
   * Channels of an NHWC tensor that has {@code stride} channels in memory: a slice of a
   * concatenation.
   */
  static dnnl_memory_desc channelSlice(Nhwc s, int stride) {
    long[] strides = {(long) s.height() * s.width() * stride, 1, (long) s.width() * stride, stride};
    dnnl_memory_desc md = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_strides(md, 4, dims(s), dnnl_f32, strides),
        "a slice of " + stride + " channels");
    return freedWhenUnreachable(md);
  }

  /**
   * Primitives copy the descriptors that they are built with, so nobody else frees these; one net
   * takes hundreds for each size of image.
   */
  private static dnnl_memory_desc freedWhenUnreachable(dnnl_memory_desc md) {
    dnnl_memory_desc same = new dnnl_memory_desc(md);
    CLEANER.register(md, () -> dnnl_memory_desc_destroy(same));
    return md;
  }

  /**
   * Attributes to which more can be added. Scratch memory is handed in with each run: oneDNN's own
   * belongs to the thread that made a primitive, and in another thread the primitive would write to
   * an address that is null, or another primitive's.
   */
  static dnnl_primitive_attr attribute() {
    dnnl_primitive_attr attribute = new dnnl_primitive_attr();
    check(dnnl_primitive_attr_create(attribute), "attributes");
    check(
        dnnl_primitive_attr_set_scratchpad_mode(attribute, dnnl_scratchpad_mode_user),
        "scratch memory of ours");
    return attribute;
  }

  private static dnnl_engine engine() {
    dnnl_engine engine = new dnnl_engine();
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "to start a CPU engine");
    return engine;
  }

  private static dnnl_stream stream() {
    dnnl_stream stream = new dnnl_stream();
    check(dnnl_stream_create(stream, ENGINE, dnnl_stream_in_order), "to open a stream");
    return stream;
  }
}
