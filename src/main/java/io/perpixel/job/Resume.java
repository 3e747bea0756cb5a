package io.perpixel.job;

/** Whether a run may go on with what is in its directory. */
enum Resume {
  /** The directory has to be empty. */
  NO,
  /** With the same settings and data, so that the result is that of an undisturbed run. */
  UNCHANGED,
  /** Also with other settings or data, which are named; not what checkpoints hold themselves. */
  CHANGED
}
