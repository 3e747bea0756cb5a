/**
 * Synthetic saliency data: salient objects drawn on real backgrounds, and where people would look
 * if they looked at nothing but those objects. For tests and examples; nobody's eyes were tracked.
 *
 * <p>{@link io.perpixel.image.synthetic.SceneGenerator} composes a {@link
 * io.perpixel.image.synthetic.Scene}, {@link io.perpixel.image.synthetic.ScenePainter} draws it,
 * {@link io.perpixel.image.synthetic.SceneFixations} says where it is looked at.
 */
package io.perpixel.image.synthetic;
