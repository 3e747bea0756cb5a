/**
 * One thin command per file: reads settings, calls the packages that do the work, prints, exits.
 */
package io.perpixel.job;
