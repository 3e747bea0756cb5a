/**
 * What training on a cluster will take: a cost model of synchronous parameter averaging, as pure
 * functions of measured numbers. Knows neither Spark nor models.
 */
package io.perpixel.plan;
