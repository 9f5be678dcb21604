package dev.lethe.harness.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decoder options by name while they are gathered; starts from what OLMo does. */
final class DecoderConfigBuilder {

    private final Family family;
    int vocabSize;
    int width;
    int layers;
    int heads;
    int keyValueHeads;
    int headSize;
    int mlpWidth;
    Norm norm = Norm.LAYER_NORM_PLAIN;
    double normEps = DecoderConfig.OLMO_NORM_EPS;
    Activation activation = Activation.SWIGLU;
    int rotarySize;
    /** The base that all families default to. */
    double ropeTheta = 10_000;

    RopeScaling ropeScaling = new RopeScaling.None();
    int learnedPositions;
    double attentionScale;

    @Nullable
    Double qkvClip;

    boolean parallelBlock;
    boolean qkvBias;
    boolean outputBias;
    boolean mlpBias;
    boolean headBias;
    boolean tiedEmbeddings;
    List<Integer> windows = List.of();
    List<Integer> eosTokenIds = List.of();

    @Nullable
    Integer padTokenId;

    @Nullable
    Integer bosTokenId;

    int maxPositions;
    StorageType storageType = StorageType.F32;

    DecoderConfigBuilder(Family family) {
        this.family = family;
    }

    DecoderConfig build() {
        return new DecoderConfig(
                family,
                vocabSize,
                width,
                layers,
                heads,
                keyValueHeads,
                headSize,
                mlpWidth,
                norm,
                normEps,
                activation,
                rotarySize,
                ropeTheta,
                ropeScaling,
                learnedPositions,
                attentionScale,
                qkvClip,
                parallelBlock,
                qkvBias,
                outputBias,
                mlpBias,
                headBias,
                tiedEmbeddings,
                windows,
                eosTokenIds,
                padTokenId,
                bosTokenId,
                maxPositions,
                storageType);
    }
}
