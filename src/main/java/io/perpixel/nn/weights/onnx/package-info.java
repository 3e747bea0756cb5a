/**
 * Models for programs that read <a href="https://onnx.ai">ONNX</a>: what each layer is there, and
 * the file format, a protocol buffer, written without a library (decision 90). Numbers of fields
 * and types are those of {@code onnx.proto}.
 */
package io.perpixel.nn.weights.onnx;
