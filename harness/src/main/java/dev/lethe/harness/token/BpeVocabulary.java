package dev.lethe.harness.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A byte-level BPE: what a {@code tokenizer.json} holds. Ids are positions in the list of tokens.
 *
 * @param specialTokens the first tokens, never split and never part of a text's own tokens
 * @param tokens special tokens, the 256 bytes, then what merges make, spelt in the byte alphabet
 * @param merges in order of rank
 */
public record BpeVocabulary(List<String> specialTokens, List<String> tokens, List<Merge> merges) {

    /** Fills up batches; id 0 where it is the first special token. */
    public static final String PADDING = "<|padding|>";

    /** Ends a text. */
    public static final String END_OF_TEXT = "<|endoftext|>";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Two neighbouring tokens that become one. */
    public record Merge(String left, String right) {}

    public BpeVocabulary {
        specialTokens = List.copyOf(specialTokens);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        if (!tokens.subList(0, specialTokens.size()).equals(specialTokens)) {
            throw new IllegalArgumentException("special tokens must come first");
        }
    }

    /** The id of a token, which must be there. */
    public int id(String token) {
        int id = tokens.indexOf(token);
        if (id < 0) {
            throw new IllegalArgumentException("no token \"" + token + "\"");
        }
        return id;
    }

    /** Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a folder. */
    public void write(Path folder) {
        try {
            Files.writeString(folder.resolve(Tokenizer.FILE_NAME), text(tokenizer()));
            Files.writeString(folder.resolve(Tokenizer.CONFIG_FILE_NAME), text(configuration()));
        } catch (IOException e) {
            throw UserException.environment(
                    "the tokenizer cannot be written to " + folder + " (" + e
                            + "); free space or name another folder, then run again",
                    e);
        }
    }

    private ObjectNode tokenizer() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (String token : specialTokens) {
            ObjectNode entry = added.addObject();
            entry.put("id", id(token)).put("content", token);
            entry.put("single_word", false).put("lstrip", false).put("rstrip", false);
            entry.put("normalized", false).put("special", true);
        }
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevel());
        root.set("post_processor", byteLevel());
        root.set("decoder", byteLevel());
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE");
        model.putNull("dropout");
        model.putNull("unk_token");
        model.putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode vocab = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocab.put(tokens.get(id), id);
        }
        ArrayNode pairs = model.putArray("merges");
        merges.forEach(merge -> pairs.add(merge.left() + " " + merge.right()));
        return root;
    }

    private static ObjectNode byteLevel() {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", true);
    }

    private ObjectNode configuration() {
        ObjectNode root = JSON.createObjectNode();
        root.put("tokenizer_class", "PreTrainedTokenizerFast");
        root.put("clean_up_tokenization_spaces", false);
        if (specialTokens.contains(END_OF_TEXT)) {
            root.put("eos_token", END_OF_TEXT);
        }
        if (specialTokens.contains(PADDING)) {
            root.put("pad_token", PADDING);
        }
        return root;
    }

    private static String text(ObjectNode root) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
