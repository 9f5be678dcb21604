package dev.lethe.harness.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the one decoder that covers all families, as read from a checkpoint's {@code config.json}.
 *
 * @param family how the checkpoint names its tensors
 * @param vocabSize rows of the embedding (V); may exceed the tokenizer's entries
 * @param width size of the residual stream (D)
 * @param layers number of blocks
 * @param heads query heads (H)
 * @param keyValueHeads key and value heads (K); divides {@code heads}
 * @param headSize size of one head (C)
 * @param mlpWidth inner size of the MLP
 * @param norm the normalization
 * @param normEps added to the variance under the root
 * @param activation the nonlinearity of the MLP
 * @param rotarySize leading part of each head that is rotated, even; 0 = no rotary positions
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling how those are stretched
 * @param learnedPositions rows of the position embedding; 0 = none
 * @param attentionScale factor on query-key products
 * @param qkvClip queries, keys and values are clamped to ± this; null = not
 * @param parallelBlock attention and MLP read the same normed input and are added together
 * @param qkvBias biases on query, key and value projections
 * @param outputBias bias on the attention output projection
 * @param mlpBias biases in the MLP
 * @param headBias bias on the head
 * @param tiedEmbeddings the head is the embedding
 * @param windows per block: how many positions back a query sees, itself included; 0 = all
 * @param eosTokenIds ids that end a generation, see {@link EndOfText}; empty where the checkpoint names none
 * @param padTokenId null where the checkpoint names none
 * @param bosTokenId null where the checkpoint names none
 * @param maxPositions context length the checkpoint states; a limit only with learned positions
 * @param storageType type in which the checkpoint says its weights are stored
 */
public record DecoderConfig(
        Family family,
        int vocabSize,
        int width,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int mlpWidth,
        Norm norm,
        double normEps,
        Activation activation,
        int rotarySize,
        double ropeTheta,
        RopeScaling ropeScaling,
        int learnedPositions,
        double attentionScale,
        @Nullable Double qkvClip,
        boolean parallelBlock,
        boolean qkvBias,
        boolean outputBias,
        boolean mlpBias,
        boolean headBias,
        boolean tiedEmbeddings,
        List<Integer> windows,
        List<Integer> eosTokenIds,
        @Nullable Integer padTokenId,
        @Nullable Integer bosTokenId,
        int maxPositions,
        StorageType storageType) {

    /** Epsilon of OLMo's norm: fixed in its published model code, not a key of its config. */
    public static final double OLMO_NORM_EPS = 1e-5;

    /** The name of the file in a checkpoint folder. */
    public static final String FILE_NAME = "config.json";

    public DecoderConfig {
        requirePositive("vocab_size", vocabSize);
        requirePositive("hidden_size", width);
        requirePositive("number of layers", layers);
        requirePositive("number of heads", heads);
        requirePositive("num_key_value_heads", keyValueHeads);
        requirePositive("head size", headSize);
        requirePositive("intermediate_size", mlpWidth);
        requirePositive("max_position_embeddings", maxPositions);
        require(
                heads % keyValueHeads == 0,
                "num_key_value_heads",
                keyValueHeads,
                "a divisor of the " + heads + " heads");
        require(normEps > 0 && normEps < 1, "norm epsilon", normEps, "a number between 0 and 1");
        require(
                rotarySize >= 0 && rotarySize <= headSize && rotarySize % 2 == 0,
                "size of the rotated part of a head",
                rotarySize,
                "an even number up to " + headSize);
        require(ropeTheta > 0 && Double.isFinite(ropeTheta), "rope_theta", ropeTheta, "a positive number");
        require(learnedPositions >= 0, "learned positions", learnedPositions, "0 or more");
        require(qkvClip == null || qkvClip > 0, "clip_qkv", String.valueOf(qkvClip), "null or a positive number");
        windows = List.copyOf(windows);
        require(windows.size() == layers, "number of attention windows", windows.size(), "one for each of " + layers);
        require(windows.stream().allMatch(window -> window >= 0), "attention window", windows, "0 or more");
        eosTokenIds = List.copyOf(eosTokenIds);
        require(storageType.isFloating(), "torch_dtype", storageType, "a floating-point type");
    }

    /** Reads {@code config.json} of a checkpoint folder; what ends a text may stand in other files there. */
    public static DecoderConfig read(Path folder) {
        return DecoderConfigReader.read(
                ConfigJson.read(folder.resolve(FILE_NAME)), stated -> EndOfText.ids(folder, stated));
    }

    /**
     * Parses the text of a {@code config.json}, with the ends of text that it names itself.
     *
     * @param where what to call it in error messages, for example its path
     */
    public static DecoderConfig parse(String json, String where) {
        return DecoderConfigReader.read(ConfigJson.parse(json, where), stated -> stated);
    }

    /** A plain OLMo, stored in float32: one key-value head per head, no clip, rotary base 10,000. */
    public static DecoderConfig olmo(
            int vocabSize,
            int width,
            int layers,
            int heads,
            int mlpWidth,
            int eosTokenId,
            int padTokenId,
            int maxPositions,
            boolean tiedEmbeddings) {
        require(heads > 0 && width % heads == 0, "width", width, "a multiple of the " + heads + " heads");
        DecoderConfigBuilder options = new DecoderConfigBuilder(Family.OLMO);
        options.vocabSize = vocabSize;
        options.width = width;
        options.layers = layers;
        options.heads = heads;
        options.keyValueHeads = heads;
        options.headSize = width / heads;
        options.mlpWidth = mlpWidth;
        options.rotarySize = width / heads;
        options.attentionScale = 1 / Math.sqrt((double) width / heads);
        options.windows = Collections.nCopies(layers, 0);
        options.eosTokenIds = List.of(eosTokenId);
        options.padTokenId = padTokenId;
        options.maxPositions = maxPositions;
        options.tiedEmbeddings = tiedEmbeddings;
        return options.build();
    }

    /** Inverse rotary frequencies of the {@code rotarySize / 2} pairs, scaled, computed in float32. */
    public float[] inverseFrequencies() {
        float[] frequencies = new float[rotarySize / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            float exponent = (float) (2 * pair) / rotarySize;
            float plain = 1 / (float) Math.pow((float) ropeTheta, exponent);
            frequencies[pair] = ropeScaling.scale(plain);
        }
        return frequencies;
    }

    /** The token that ends a text in training: the first of those that end a generation. */
    public int endOfText() {
        if (eosTokenIds.isEmpty()) {
            throw new IllegalStateException("no token ends a text of this model; EndOfText.require refuses it first");
        }
        return eosTokenIds.get(0);
    }

    /** Whether the MLP has a gate beside its up projection. */
    public boolean gatedMlp() {
        return activation == Activation.SWIGLU;
    }

    /** The text of a {@code config.json} for this OLMo; other families keep the file of their checkpoint. */
    public String toJson() {
        return OlmoConfigJson.write(this);
    }

    private static void requirePositive(String name, int value) {
        require(value > 0, name, value, "a positive whole number");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + expected);
        }
    }
}
