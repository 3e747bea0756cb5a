package io.perpixel.palette;

import java.util.ArrayList;
import java.util.List;

/** The textbook loop over all colours and all centres, to compare with. */
final class ExhaustiveLloyd {
  double[][] centres;
  private final List<int[]> colours = new ArrayList<>();
  private final List<Long> weights = new ArrayList<>();
  private final int[] label;

  ExhaustiveLloyd(ColourHistogram histogram, double[][] init) {
    histogram.forEach(
        (rgb, count) -> {
          colours.add(new int[] {rgb >> 16, rgb >> 8 & 255, rgb & 255});
          weights.add(count);
        });
    centres = init;
    label = new int[colours.size()];
  }

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      assign();
      refill();
      double[][] next = new double[centres.length][3];
      double[] total = new double[centres.length];
      for (int i = 0; i < label.length; i++) {
        total[label[i]] += weights.get(i);
        for (int axis = 0; axis < 3; axis++) {
          next[label[i]][axis] += weights.get(i) * colours.get(i)[axis];
        }
      }
      for (int k = 0; k < next.length; k++) {
        for (int axis = 0; axis < 3; axis++) {
          next[k][axis] /= total[k];
        }
      }
      centres = next;
    }
  }

  double inertia() {
    assign();
    double sum = 0;
    for (int i = 0; i < label.length; i++) {
      sum += weights.get(i) * squared(i, label[i]);
    }
    return sum;
  }

  private void assign() {
    for (int i = 0; i < label.length; i++) {
      label[i] = 0;
      for (int k = 1; k < centres.length; k++) {
        if (squared(i, k) < squared(i, label[i])) {
          label[i] = k;
        }
      }
    }
  }

  private void refill() {
    int[] members = new int[centres.length];
    double[] distance = new double[label.length];
    for (int i = 0; i < label.length; i++) {
      members[label[i]]++;
      distance[i] = squared(i, label[i]);
    }
    for (int k = 0; k < members.length; k++) {
      if (members[k] == 0) {
        int farthest = -1;
        for (int i = 0; i < label.length; i++) {
          if (members[label[i]] > 1 && (farthest < 0 || distance[i] > distance[farthest])) {
            farthest = i;
          }
        }
        members[label[farthest]]--;
        members[k]++;
        label[farthest] = k;
        distance[farthest] = 0;
      }
    }
  }

  private double squared(int i, int k) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double d = colours.get(i)[axis] - centres[k][axis];
      sum += d * d;
    }
    return sum;
  }
}
