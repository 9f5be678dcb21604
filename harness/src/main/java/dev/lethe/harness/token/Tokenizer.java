package dev.lethe.harness.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.lethe.harness.torch.DjlSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Text to token ids and back, by the {@code tokenizer.json} of a checkpoint folder. Neither truncates nor pads. */
public final class Tokenizer implements AutoCloseable {

    static {
        DjlSettings.apply();
    }

    /** The tokenizer's file in a checkpoint folder. */
    public static final String FILE_NAME = "tokenizer.json";

    /** The file beside it that names the eos token. */
    public static final String CONFIG_FILE_NAME = "tokenizer_config.json";

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerFile file;
    private final OptionalInt eosTokenId;
    private final int[] prefix;

    private Tokenizer(HuggingFaceTokenizer tokenizer, TokenizerFile file, String eosToken) {
        this.tokenizer = tokenizer;
        this.file = file;
        this.eosTokenId = idOf(eosToken);
        this.prefix = prefix();
    }

    /** Loads {@code tokenizer.json} of a checkpoint folder. */
    public static Tokenizer load(Path folder) {
        return loadFile(folder.resolve(FILE_NAME));
    }

    /** Loads a tokenizer from a file of any name. */
    public static Tokenizer loadFile(Path path) {
        TokenizerFile file = TokenizerFile.read(path);
        String eosToken = TokenizerFile.eosToken(path.resolveSibling(CONFIG_FILE_NAME));
        try (ByteArrayInputStream json = new ByteArrayInputStream(file.text().getBytes(StandardCharsets.UTF_8))) {
            return new Tokenizer(HuggingFaceTokenizer.newInstance(json, OPTIONS), file, eosToken);
        } catch (IOException | RuntimeException e) {
            throw TokenizerFile.malformed(path, "is not a tokenizer that can be loaded (" + e.getMessage() + ")", e);
        }
    }

    /** The ids of a text, without special tokens of the tokenizer's own. */
    public int[] encode(String text) {
        return toInts(tokenizer.encode(text, false, false).getIds());
    }

    /** The ids of a text with the special tokens that the tokenizer itself adds, for example a leading BOS. */
    public int[] encodeWithSpecialTokens(String text) {
        return toInts(tokenizer.encode(text, true, false).getIds());
    }

    /**
     * The text of ids as the official inference decodes it: without special tokens, and without the blanks before
     * {@code . ? ! ,} and contractions.
     */
    public String decode(int[] ids) {
        return TextCleanup.apply(tokenizer.decode(toLongs(ids), true));
    }

    /** The text of ids as it is, special tokens included: undoes {@link #encode}, up to the tokenizer's normalization. */
    public String decodeRaw(int[] ids) {
        return tokenizer.decode(toLongs(ids), false);
    }

    /** One more than the highest id; a model's embedding may have more rows. */
    public int vocabularySize() {
        return file.ids().values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    /** The id of a token as the vocabulary spells it. */
    public OptionalInt idOf(String token) {
        Integer id = file.ids().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The ids of special tokens, in ascending order. */
    public Set<Integer> specialIds() {
        return file.specialIds();
    }

    /** The id of the eos token that {@code tokenizer_config.json} names; a model's config may name others. */
    public OptionalInt eosTokenId() {
        return eosTokenId;
    }

    /** The special tokens that the tokenizer itself puts before a text; empty for OLMo, BOS for Llama. */
    public int[] prefixIds() {
        return prefix.clone();
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** What stands before a probe word that is encoded with special tokens. */
    private int[] prefix() {
        int[] bare = encode("a");
        int[] dressed = encodeWithSpecialTokens("a");
        int start = IntStream.rangeClosed(0, dressed.length - bare.length)
                .filter(i -> Arrays.equals(dressed, i, i + bare.length, bare, 0, bare.length))
                .findFirst()
                .orElse(0);
        return Arrays.copyOf(dressed, start);
    }

    private static int[] toInts(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] toLongs(int[] ids) {
        return Arrays.stream(ids).asLongStream().toArray();
    }
}
