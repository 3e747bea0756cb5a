package io.perpixel.spark;

/**
 * What a pass has committed.
 *
 * @param counts rows of the table and of its rejects
 * @param rejects kinds of rejects
 * @param files that hold the rows; 0 if it is no table of rows
 * @param bytes of these files
 */
public record WrittenTable(Counts counts, RejectSummary rejects, int files, long bytes) {}
