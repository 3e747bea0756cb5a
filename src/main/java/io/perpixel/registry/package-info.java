/**
 * Registered models in plain files, in MLflow's words: a <em>registered model</em> has numbered
 * <em>versions</em>, which never change once they are there, and <em>aliases</em> such as {@code
 * champion}, each of which names one of them.
 *
 * <pre>
 * DIRECTORY/MODEL/versions/000012/model.zip, metrics.json, provenance.json, …
 *                                 version.json   what it is, with size and SHA-256 of each file; last
 * DIRECTORY/MODEL/aliases/champion.json          the version's number, and those before it
 * </pre>
 *
 * A version without {@code version.json} is what a crash has left, and is no version. An alias is
 * one small file that is replaced whole: whoever reads it sees the former version or the new one.
 */
package io.perpixel.registry;
