package io.perpixel.job;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.train.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel describe --model colour-unet --input 1x32x32}. */
@Command(
    name = "describe",
    description = {
      "Prints what a model costs: parameters, outputs and connections, as formulas and numbers, by"
          + " layer and in total, and the memory and arithmetic that training needs, of everything"
          + " and of the last layer only; each at the given input and at twice its height and"
          + " width."
    },
    footer = {
      "",
      "Example:",
      "  perpixel describe --model colour-unet --set filters=64 --input 1x32x32"
    })
final class Describe implements Callable<Integer> {
  private static final Pattern INPUT = Pattern.compile("(\\d{1,5})x(\\d{1,5})x(\\d{1,5})");

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "Model: colour-cnn, colour-unet, deeplabv3 or saliency.")
  private String model;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "A setting of the model, such as filters=64; repeatable.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "CxHxW",
      description = "Channels, height and width of an image, such as 1x32x32.")
  private String input;

  @Option(
      names = "--batch",
      defaultValue = "100",
      paramLabel = "N",
      description = "Images per training step, for the memory (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    ModelDescription description = description(ModelSettings.of(model, assignments).spec());
    spec.commandLine()
        .getOut()
        .print(json ? Json.pretty(description.toMap()) : new DescribeText(description));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private ModelDescription description(ModelSpec named) {
    Matcher size = INPUT.matcher(input);
    if (!size.matches()) {
      throw new UsageException(
          "found --input %s; expected channels, height and width such as 1x32x32".formatted(input));
    }
    int channels = Integer.parseInt(size.group(1));
    if (channels != named.inputChannels()) {
      throw new UsageException(
          "found --input %s; %s takes %d channel(s): write --input %dx%sx%s, or change the model"
              .formatted(
                  input,
                  named.name(),
                  named.inputChannels(),
                  named.inputChannels(),
                  size.group(2),
                  size.group(3)));
    }
    if (batch < 1) {
      throw new UsageException("found --batch %d; expected at least 1".formatted(batch));
    }
    try {
      return new ModelDescription(
          named, Integer.parseInt(size.group(2)), Integer.parseInt(size.group(3)), batch);
    } catch (IllegalArgumentException e) {
      throw new UsageException("found --input %s; %s".formatted(input, e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new UsageException("found a model or --input too large to count in 64 bits", e);
    }
  }
}
