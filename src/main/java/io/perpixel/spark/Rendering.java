package io.perpixel.spark;

import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.train.Example;
import io.perpixel.train.ModelInput;
import io.perpixel.train.Replica;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What is made of a model's output: the part of prediction that depends on the model's task. */
interface Rendering extends Serializable {
  /** From a stored image to the model's input. */
  ModelInput input();

  /** Most images per inference step. */
  int batch();

  /** What else than the model decides the pictures, by name, for the record. */
  Map<String, String> parameters();

  /** Pictures that each image gets. */
  int picturesPerImage();

  /**
   * What the gallery shows as the truth of a stored target; null for nothing.
   *
   * @throws StageException if the target does not fit the user's stages
   */
  Raster truth(Raster target) throws StageException;

  /** Renders with a model. */
  Renderer with(Replica replica);

  /** Renders minibatches; used by one thread at a time. */
  interface Renderer {
    /**
     * The pictures of each image as PNG, by what is put behind its id to name them.
     *
     * @param minibatch what the model reads
     * @param originals the images that were stored, in the same order
     * @throws StageException if an original cannot be read any more
     */
    List<Map<String, byte[]>> pictures(List<Example> minibatch, List<SourceItem> originals)
        throws StageException;

    /**
     * A picture of some images beside what the model makes of them.
     *
     * @param shown images as the user's stages leave them, with their truths if there are any
     * @return PNG
     */
    byte[] gallery(List<Example> shown);
  }
}
