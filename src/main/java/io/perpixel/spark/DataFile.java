package io.perpixel.spark;

/**
 * A file that holds rows of a table.
 *
 * @param name inside the table's directory
 * @param rows how many
 * @param bytes its length
 */
record DataFile(String name, long rows, long bytes) {}
