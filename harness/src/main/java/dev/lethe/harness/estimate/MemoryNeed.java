package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.torch.Dtype;

/**
 * Memory of a workload in bytes, part by part. Training and generation follow each other, so the peak is the larger of
 * the two on top of the weights.
 *
 * @param frozenWeights weights that stay as they are, in the type they are held in
 * @param trainedWeights trained weights and adapters
 * @param gradients their float32 buffers, and the gradients on their way there
 * @param optimizerState AdamW's two moments
 * @param activations what a micro-batch leaves for the way back, and the gradients of one block
 * @param head a chunk of logits with its gradient, and the gradient of the head where it is of another type
 * @param trainingCasts weights in the compute type, where they are held in another
 * @param reference copies of the weights that are trained, as they were
 * @param copies other float32 copies of what is trained
 * @param importance sums and gradients of the adapted weights, before training
 * @param otherReplicas all of the models that are trained beside the first one
 * @param cache keys and values of the rows generated together, and the prompts' way through one block
 * @param generationCasts weights in the compute type for generation, where they are held in another
 * @param runtime the JVM and libtorch
 */
public record MemoryNeed(
        long frozenWeights,
        long trainedWeights,
        long gradients,
        long optimizerState,
        long activations,
        long head,
        long trainingCasts,
        long reference,
        long copies,
        long importance,
        long otherReplicas,
        long cache,
        long generationCasts,
        long runtime) {

    /** JVM, libtorch and small things. 295 MB were measured; the rest is for heap: a guess. */
    static final long RUNTIME_BYTES = 400L << 20;

    /** Logits of a chunk, as {@code head.py} cuts it. */
    private static final long CHUNK_ELEMENTS = 4L << 20;

    private static final long FEWEST_CHUNK_ROWS = 256;

    /** Float32 copies of a chunk's logits at once: logits, their log-softmax, their gradient, and casts or one more. */
    private static final int CHUNK_COPIES = 4;

    private static final int FLOAT32 = Dtype.FLOAT32.bytes();

    /** The memory of a workload. */
    public static MemoryNeed of(Workload workload) {
        DecoderConfig config = workload.config();
        WeightCounts counts = WeightCounts.of(config, workload.trainable());
        long adapters = config.layers() * counts.adapterPerBlock();
        long own = counts.trained() - adapters;
        long frozen = counts.all() - own;
        int trainedBytes = workload.precision().trained().bytes();
        boolean trains = workload.trained().rows() > 0;
        HeldBeside beside = workload.beside();
        var one = new MemoryNeed(
                frozen * workload.precision().weights().bytes(),
                trainedBytes * own + FLOAT32 * adapters,
                trains ? FLOAT32 * (counts.trained() + gradientsOnTheirWay(workload, counts)) : 0,
                trains ? 2 * (trainedBytes * own + FLOAT32 * adapters) : 0,
                Activations.ofStep(workload, counts.firstBlock()),
                trains ? head(workload, counts) : 0,
                trains ? trainingCasts(workload, counts) : 0,
                trains && beside.reference() ? trainedBytes * own : 0,
                trains ? FLOAT32 * counts.trained() * beside.trainedCopies() : 0,
                trains && beside.importance() ? importance(workload) : 0,
                0,
                cache(workload),
                workload.generated().rows() > 0 ? generationCasts(workload, counts, frozen) : 0,
                RUNTIME_BYTES);
        return trains ? one.withOtherReplicas(beside.replicas() - 1) : one;
    }

    /** What is kept beside the first model is kept of it alone. */
    private MemoryNeed withOtherReplicas(int others) {
        return new MemoryNeed(
                frozenWeights,
                trainedWeights,
                gradients,
                optimizerState,
                activations,
                head,
                trainingCasts,
                reference,
                copies,
                importance,
                others * (frozenWeights + trainedWeights + ofPhases()),
                cache,
                generationCasts,
                runtime);
    }

    /** What both phases hold. */
    public long held() {
        return frozenWeights + trainedWeights + runtime;
    }

    /** The peak of training. */
    public long training() {
        return held() + ofPhases() + copies + otherReplicas;
    }

    /** The peak of the estimate of importance, which comes before. */
    public long initialization() {
        return importance == 0 ? 0 : held() + gradients + activations + head + reference + importance + otherReplicas;
    }

    private long ofPhases() {
        return gradients + optimizerState + activations + head + trainingCasts + reference;
    }

    /** The peak of generation. */
    public long generation() {
        return held() + cache + generationCasts;
    }

    /** The peak of the run. */
    public long peak() {
        return Math.max(Math.max(initialization(), training()), generation());
    }

    private static long gradientsOnTheirWay(Workload workload, WeightCounts counts) {
        return workload.checkpointing() ? counts.trainedPerBlock() : counts.trained();
    }

    private static long head(Workload workload, WeightCounts counts) {
        DecoderConfig config = workload.config();
        int compute = workload.precision().compute().bytes();
        boolean trained = workload.trainable() instanceof Trainable.Full;
        long rows =
                Math.min(workload.trained().tokens(), Math.max(FEWEST_CHUNK_ROWS, CHUNK_ELEMENTS / config.vocabSize()));
        long logits = rows * config.vocabSize() * FLOAT32 * CHUNK_COPIES;
        boolean cast = trained ? castsTrained(workload) : castsFrozen(workload);
        // In float32 it is added up in place.
        long gradient = trained && compute != FLOAT32 ? counts.head() * (FLOAT32 + compute) : 0;
        return logits + (cast ? counts.head() * compute : 0) + gradient;
    }

    /** The graph keeps the casts of every block's matrices, unless blocks are run again one by one. */
    private static long trainingCasts(Workload workload, WeightCounts counts) {
        int compute = workload.precision().compute().bytes();
        int layers = workload.config().layers();
        boolean ownTrained = counts.trainedPerBlock() > counts.adapterPerBlock();
        long perBlock = counts.block() * compute;
        long trainedBlocks = ownTrained && castsTrained(workload) ? layers - counts.firstBlock() : 0;
        long frozenBlocks = !castsFrozen(workload) ? 0 : ownTrained ? Math.min(1, counts.firstBlock()) : layers;
        long blocks = trainedBlocks + frozenBlocks;
        return perBlock * (workload.checkpointing() ? Math.min(1, blocks) : blocks);
    }

    /** Of each adapted weight: the sums over either set, the gradient's buffer, and the gradient on its way there. */
    private static long importance(Workload workload) {
        WeightCounts counts = WeightCounts.of(workload.config(), TrainingWork.adapted(workload.trainable()));
        return FLOAT32 * (3 * counts.trained() + gradientsOnTheirWay(workload, counts));
    }

    private static boolean castsTrained(Workload workload) {
        return workload.precision().trained() != workload.precision().compute();
    }

    private static boolean castsFrozen(Workload workload) {
        return workload.precision().weights() != workload.precision().compute();
    }

    private static long cache(Workload workload) {
        DecoderConfig config = workload.config();
        int compute = workload.precision().compute().bytes();
        long perToken = 2L * config.layers() * config.keyValueHeads() * config.headSize() * compute;
        Workload.Generated batch = workload.generated();
        long tokens = (long) batch.promptLength() + batch.newTokens();
        long prompts = (long) batch.promptLength() * Activations.perBlockToken(config, compute);
        return batch.rows() * (tokens * perToken + prompts);
    }

    private static long generationCasts(Workload workload, WeightCounts counts, long frozen) {
        int compute = workload.precision().compute().bytes();
        long cast = (castsTrained(workload) ? counts.all() - frozen : 0) + (castsFrozen(workload) ? frozen : 0);
        return cast * compute;
    }
}
