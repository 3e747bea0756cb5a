package io.perpixel.job;

import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.Complexity;
import io.perpixel.nn.model.LayerCost;
import io.perpixel.train.BatchSchedule;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import java.util.List;

/**
 * A batch norm behind global pooling, as in DeepLab's ASPP, sees one value per channel of each
 * image: of a minibatch of one there is no variance. PyTorch tells so in the step that meets one,
 * often the last of the first epoch; here it is told before the first.
 */
final class LoneImages {
  private LoneImages() {}

  /**
   * Checks the minibatches of an epoch.
   *
   * @param pieces into which each minibatch is cut
   * @throws UsageException if one has a single image and the model cannot be trained on one
   */
  static void refuse(ModelFile model, Example first, BatchSchedule schedule, int pieces) {
    if (schedule.sizes().stream().noneMatch(images -> smallestPiece(images, pieces) == 1)) {
      return;
    }
    List<String> norms =
        PixelLayerConf.of(model.graph().getConfiguration()).stream()
            .filter(conf -> conf instanceof BatchNorm norm && !norm.usesRunningStatistics())
            .map(PixelLayerConf::getLayerName)
            .toList();
    Complexity.of(model.info().spec(), first.height(), first.width()).layers().stream()
        .filter(layer -> layer.output().pixels() == 1 && norms.contains(layer.name()))
        .map(LayerCost::name)
        .findFirst()
        .ifPresent(
            norm -> {
              throw new UsageException(
                  "%s normalises over a minibatch in which each image counts one pixel, and %,d images with train.workers=%d, train.batch=%d, train.accumulate=%d leave a minibatch of one image: choose another train.batch or data.limit, or train only layers behind it (train.trainable)"
                      .formatted(
                          norm, schedule.size(), schedule.workers(), schedule.batch(), pieces));
            });
  }

  private static int smallestPiece(int images, int pieces) {
    int most = (images + pieces - 1) / pieces;
    int last = images % most;
    return last == 0 ? most : last;
  }
}
