package io.perpixel.job;

import io.perpixel.nn.weights.TorchExport;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code export-torch}: a model in, a PyTorch checkpoint of its weights out. */
@Command(
    name = "export-torch",
    description = {
      "Writes a model's weights as a PyTorch state dict (.pth), to the bit.",
      "",
      "torch.load(F, weights_only=True) reads it. The keys are those that",
      "import-weights takes: of torchvision's deeplabv3_resnet101 without its",
      "auxiliary head; of Sequential blocks down1, down2, rf, up1, up2 and of final",
      "for the colour nets; conv1_1 to conv10_2 and output for saliency. Batch norms",
      "have running_mean, running_var and num_batches_tracked, too."
    },
    footer = {"", "Example:", "  perpixel export-torch --model runs/colour-unet --to unet.pth"})
final class ExportTorch implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private ExportTarget target;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    target.check(model, hadoop);
    ModelFile file = model.read(hadoop);
    TorchExport export = ExportTarget.made(model, () -> new TorchExport(file.graph()));
    target.write(export::writeTo, hadoop);
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s, %d arrays%nparameters_sha256 %s%n",
            target.name(), file.info().spec().name(), export.size(), file.parametersSha256());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
