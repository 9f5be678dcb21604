package dev.lethe.harness.evaluation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A number by which members are told from nonmembers: smaller means more likely a member. {@link MembershipInference}
 * makes an AUC of it.
 */
public enum MembershipFormula {
    /** The mean NLL: S. Yeom et al., "Privacy Risk in Machine Learning", 2018; the official attack. */
    LOSS(DocumentLoss::nll),
    /** The least likely fifth of tokens: W. Shi et al., "Detecting Pretraining Data", 2024, Min-K% Prob, k = 20. */
    MIN_K(document -> negated(document.minK())),
    /** The same, standardized over the vocabulary: J. Zhang et al., "Min-K%++", 2025, equation 3, k = 20. */
    MIN_K_PLUS_PLUS(document -> negated(document.minKPlusPlus())),
    /** NLL against the text's own entropy: N. Carlini et al., "Extracting Training Data", 2021, section 5.2. */
    ZLIB(document -> document.zlibBytes() == null ? null : document.nll() / document.zlibBytes()),
    /**
     * NLL less that of a reference model: L. Watson et al., "On the Importance of Difficulty Calibration in Membership
     * Inference Attacks", 2022, with one reference. There it never saw the documents; a trial's is the model
     * before unlearning, which makes this a test of whether unlearning raised the loss of members more than of others.
     */
    REFERENCE(document -> document.referenceNll() == null ? null : document.nll() - document.referenceNll());

    private final Function<DocumentLoss, @Nullable Double> statistic;

    MembershipFormula(Function<DocumentLoss, @Nullable Double> statistic) {
        this.statistic = statistic;
    }

    /** The result over documents; empty where it is not known for one of them, or there are no members or nonmembers. */
    public Optional<MiaScore> score(List<DocumentLoss> documents) {
        return documents.stream().map(statistic).allMatch(Objects::nonNull)
                ? MembershipInference.score(values(documents, true), values(documents, false))
                : Optional.empty();
    }

    /** The size of a text in UTF-8 compressed by zlib at its usual level, in bytes. */
    public static int zlibBytes(String text) {
        var deflater = new Deflater();
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            byte[] buffer = new byte[1 << 12];
            while (!deflater.finished()) {
                deflater.deflate(buffer);
            }
            return Math.toIntExact(deflater.getBytesWritten());
        } finally {
            deflater.end();
        }
    }

    private double[] values(List<DocumentLoss> documents, boolean member) {
        return documents.stream()
                .filter(document -> document.member() == member)
                .map(statistic)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static @Nullable Double negated(@Nullable Double value) {
        return value == null ? null : -value;
    }
}
