/** Blocks of layers that models repeat; the only place where they are written. */
package io.perpixel.nn.block;
