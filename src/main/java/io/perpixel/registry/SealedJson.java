package io.perpixel.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.train.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * JSON objects whose last entry, {@code seal}, is the digest of the others: a flipped bit anywhere
 * in them is noticed.
 */
final class SealedJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEAL = "sha256:";

  private SealedJson() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The text of an object with its seal. */
  static byte[] seal(ObjectNode object) {
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
      ObjectNode sealed = object.deepCopy();
      sealed.put("seal", SEAL + hex(text.getBytes(StandardCharsets.UTF_8)));
      return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sealed) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The object that was sealed.
   *
   * @param source its name, for messages
   * @param advice what to do if it is damaged, a sentence
   * @throws DamageException if it is not as it was written
   */
  static JsonNode open(byte[] content, String source, String advice) throws DamageException {
    JsonNode read;
    try {
      read = JSON.readTree(content);
    } catch (IOException e) {
      // Not only JsonProcessingException: zeros at the beginning are taken for UTF-32.
      throw new DamageException(damaged(source, "it is no JSON any more", advice), e);
    }
    if (!(read instanceof ObjectNode object)) {
      throw new DamageException(damaged(source, "expected a JSON object", advice));
    }
    object.remove("seal");
    // The bytes, not only their meaning: white space that changed is damage too.
    if (!Arrays.equals(seal(object), content)) {
      throw new DamageException(damaged(source, "it is not what its seal is of", advice));
    }
    return object;
  }

  private static String damaged(String source, String how, String advice) {
    return "%s is damaged: %s. %s".formatted(source, how, advice);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.start().digest(bytes));
  }
}
