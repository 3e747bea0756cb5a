/** HTTP services that are told what happened: webhooks and MLflow servers. */
package io.perpixel.remote;
