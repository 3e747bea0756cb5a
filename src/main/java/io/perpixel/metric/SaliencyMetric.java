package io.perpixel.metric;

/** The saliency metrics, under the names they have in histories and tables. */
public enum SaliencyMetric {
  /** {@link AucJudd}. */
  AUC_JUDD("auc_judd", true),
  /** {@link ShuffledAuc}. */
  SAUC("sauc", true),
  /** {@link Nss}. */
  NSS("nss", true),
  /** {@link LinearCorrelation}. */
  CC("cc", false),
  /** {@link Similarity}. */
  SIM("sim", false),
  /** {@link KlDivergence}, the only one where less is better. */
  KL("kl", false);

  private final String label;
  private final boolean needsFixations;

  SaliencyMetric(String label, boolean needsFixations) {
    this.label = label;
    this.needsFixations = needsFixations;
  }

  /** The name in files. */
  public String label() {
    return label;
  }

  /** Whether it needs fixation points: without them it is not available. */
  public boolean needsFixations() {
    return needsFixations;
  }
}
