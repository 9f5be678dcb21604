package dev.lethe.harness.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Lethe itself reads of a {@code tokenizer.json}; the rest is the tokenizers library's business.
 *
 * @param text the whole file
 * @param ids id of every token, added tokens included
 * @param specialIds ids of the special tokens
 */
record TokenizerFile(String text, Map<String, Integer> ids, Set<Integer> specialIds) {

    private static final ObjectMapper JSON = new ObjectMapper();

    TokenizerFile {
        ids = Collections.unmodifiableMap(ids);
        specialIds = Collections.unmodifiableSet(new TreeSet<>(specialIds));
    }

    static TokenizerFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserException.checkpoint(file + " does not exist; copy the checkpoint's " + file.getFileName()
                    + " there (a slow tokenizer has to be saved as a fast one first)");
        }
        try {
            String text = Files.readString(file);
            JsonNode root = JSON.readTree(text);
            Map<String, Integer> ids = new HashMap<>();
            addVocabulary(root.path("model").path("vocab"), ids);
            Set<Integer> special = new TreeSet<>();
            for (JsonNode token : root.path("added_tokens")) {
                int id = token.path("id").asInt();
                ids.put(token.path("content").asText(), id);
                if (token.path("special").asBoolean()) {
                    special.add(id);
                }
            }
            if (ids.isEmpty()) {
                throw UserException.checkpoint(message(file, "has no vocabulary"));
            }
            return new TokenizerFile(text, ids, special);
        } catch (JsonProcessingException e) {
            throw malformed(file, "is not valid JSON (" + e.getOriginalMessage() + ")", e);
        } catch (IOException e) {
            throw malformed(file, "cannot be read as UTF-8 text (" + e + ")", e);
        }
    }

    /** The eos token that {@code tokenizer_config.json} beside the file names, as text; empty where none. */
    static String eosToken(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try {
            JsonNode eos = JSON.readTree(Files.readString(file)).path("eos_token");
            return eos.isObject() ? eos.path("content").asText() : eos.asText("");
        } catch (IOException e) {
            throw malformed(file, "cannot be read as JSON (" + e.getMessage() + ")", e);
        }
    }

    private static void addVocabulary(JsonNode vocabulary, Map<String, Integer> ids) {
        if (vocabulary.isArray()) { // unigram models: pairs of token and score
            vocabulary.forEach(entry -> ids.put(entry.path(0).asText(), ids.size()));
        } else {
            vocabulary
                    .properties()
                    .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
        }
    }

    static UserException malformed(Path file, String what, Exception cause) {
        return new UserException(UserException.Kind.CHECKPOINT, message(file, what), cause);
    }

    private static String message(Path file, String what) {
        return file + " " + what + "; copy the file again from the checkpoint's source";
    }
}
