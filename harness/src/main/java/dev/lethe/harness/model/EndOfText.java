package dev.lethe.harness.model;

import dev.lethe.data.UserException;
import dev.lethe.harness.token.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The tokens that end a text, from where Hugging Face's {@code generate} takes them: {@code generation_config.json}, else
 * {@code config.json}. Phi-1.5 names none in either; there it is the eos token of the tokenizer.
 */
public final class EndOfText {

    private static final String GENERATION_CONFIG = "generation_config.json";
    private static final String KEY = "eos_token_id";

    private EndOfText() {}

    /** @param stated by {@code config.json}, or by its model type where it does not say; empty where it says none */
    static List<Integer> ids(Path folder, List<Integer> stated) {
        Path generation = folder.resolve(GENERATION_CONFIG);
        List<Integer> preferred =
                Files.isRegularFile(generation) ? ConfigJson.read(generation).tokenIds(KEY, List.of()) : List.of();
        if (!preferred.isEmpty()) {
            return preferred;
        }
        return stated.isEmpty() ? ofTokenizer(folder) : stated;
    }

    private static List<Integer> ofTokenizer(Path folder) {
        if (!Files.isRegularFile(folder.resolve(Tokenizer.FILE_NAME))) {
            return List.of();
        }
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            return tokenizer.eosTokenId().stream().boxed().toList();
        }
    }

    /** Refuses a checkpoint whose texts nothing ends. */
    public static void require(DecoderConfig config, Path folder) {
        if (config.eosTokenIds().isEmpty()) {
            throw UserException.checkpoint(folder + " names no token that ends a text: neither " + GENERATION_CONFIG
                    + " nor " + DecoderConfig.FILE_NAME + " has an " + KEY + ", and " + Tokenizer.CONFIG_FILE_NAME
                    + " has no eos_token that " + Tokenizer.FILE_NAME
                    + " knows. Copy the missing file from the model's source, or add " + KEY + " to "
                    + DecoderConfig.FILE_NAME + ".");
        }
    }
}
