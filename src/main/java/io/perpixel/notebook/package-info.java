/**
 * What the cells of {@code notebooks/} call: commands run within this process, what they left, and
 * pictures and tables shown wherever the cells run. The uppermost layer, beside {@code job}.
 */
package io.perpixel.notebook;
