/**
 * Models: a specification becomes a {@code ComputationGraphConfiguration}; and what a model costs.
 */
package io.perpixel.nn.model;
