package io.perpixel.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the trained tail of a model reads instead of an image, one tensor for each input. */
public final class Features implements Serializable {
  private static final long serialVersionUID = 1;

  private final FeatureTensor[] tensors;

  /** Of these tensors, in the order of the tail's inputs. */
  public Features(List<FeatureTensor> tensors) {
    this.tensors = tensors.toArray(FeatureTensor[]::new);
  }

  /** In the order of the tail's inputs. */
  public List<FeatureTensor> tensors() {
    return List.of(tensors);
  }

  /** Bytes of all values. */
  public long bytes() {
    return Arrays.stream(tensors).mapToLong(tensor -> tensor.data().length).sum();
  }

  @Override
  public String toString() {
    return Arrays.stream(tensors).map(String::valueOf).collect(Collectors.joining(" + "));
  }
}
