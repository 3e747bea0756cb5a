package io.perpixel.metric;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A sum of doubles without rounding until it is read: however the terms were grouped, the same
 * terms give the same bits. That is what makes a loss independent of the number of partitions.
 */
public final class ExactSum implements Serializable {
  private static final long serialVersionUID = 1;

  private BigDecimal finite = BigDecimal.ZERO;

  /** Sum of the terms that are not finite: 0, an infinity or NaN. */
  private double rest;

  /** Adds a term; NaN and infinities are allowed and prevail. */
  public ExactSum add(double term) {
    if (Double.isFinite(term)) {
      finite = finite.add(new BigDecimal(term));
    } else {
      rest += term;
    }
    return this;
  }

  /** Adds another sum's terms. */
  public ExactSum merge(ExactSum other) {
    finite = finite.add(other.finite);
    rest += other.rest;
    return this;
  }

  /** The sum, rounded once. */
  public double value() {
    return finite.doubleValue() + rest;
  }
}
