/**
 * Synthetic flowers drawn on real backgrounds, with exact masks. For tests and examples; none of
 * them grew, and the species are told apart by number of petals, shapes and colours only.
 */
package io.perpixel.image.synthetic.flower;
