package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.HeadQuery;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Evaluates objectives on logits that are given instead of computed by a model: to check a formula, its reductions and
 * its gradient against numbers worked out elsewhere. The kernels are those of training, behind a head that leaves hidden
 * states as they are. Used on the compute thread.
 */
public final class GivenLogits implements AutoCloseable {

    /**
     * The logits of one part of a batch.
     *
     * @param rows the tokens; a text shorter than the logits is padded
     * @param current (B * T * V) of the model being trained
     * @param reference (B * T * V) of the reference model; without elements where nothing looks at them
     * @param length number of positions (T)
     */
    public record Part(List<TokenizedExample> rows, float[] current, float[] reference, int length) {}

    /** Where the kernels take the head from, among the weights. */
    private static final int HEAD = 4;

    private final Decoder decoder;
    private final TrainedModel model;
    private NDManager scope;
    private final int vocabulary;
    private final Map<Role, NDArray> gradients = new EnumMap<>(Role.class);
    private final SortedSet<Integer> blocks = new TreeSet<>();

    /** @param vocabulary number of logits at each position (V) */
    public GivenLogits(Compute compute, int vocabulary) {
        this.vocabulary = vocabulary;
        this.decoder = Decoder.random(compute, DecoderConfig.olmo(vocabulary, width(), 1, 1, 1, 0, 0, 1, false), 0);
        this.scope = decoder.newScope();
        float[] identity = new float[vocabulary * width()];
        for (int v = 0; v < vocabulary; v++) {
            identity[v * width() + v] = 1;
        }
        head().set(identity);
        this.model = new TrainedModel(decoder, new Trainable.Nothing(), 0);
    }

    private NDArray head() {
        return decoder.network().weights().get(HEAD);
    }

    /** Heads have an even size. */
    private int width() {
        return vocabulary + vocabulary % 2;
    }

    /** The objective's value; its gradients by the current logits are kept. */
    public double loss(Objective objective, Map<Role, Part> given) {
        gradients.clear();
        blocks.clear();
        scope.close();
        scope = decoder.newScope();
        Map<Role, BatchPart> parts = new EnumMap<>(Role.class);
        int size = 0;
        for (Map.Entry<Role, Part> entry : given.entrySet()) {
            Part part = entry.getValue();
            parts.put(
                    entry.getKey(),
                    new BatchPart(
                            allTokens -> pass(entry.getKey(), part), block -> blockPass(block, entry.getKey(), part)));
            size += part.rows().size();
        }
        return new TrainingBatch(size, parts).accumulate(objective, 1);
    }

    /** The gradient (B * T * V) of the last loss by the current logits of a part; zeros where it did not look at them. */
    public float[] gradient(Role role, Part part) {
        NDArray gradient = gradients.get(role);
        return gradient == null ? new float[part.current().length] : gradient.toFloatArray();
    }

    /** The blocks whose output the last objective looked at. Whatever block it asks for, the logits stand for its output. */
    public SortedSet<Integer> blocks() {
        return Collections.unmodifiableSortedSet(blocks);
    }

    private ForwardPass pass(Role role, Part part) {
        PaddedRows rows = PaddedRows.whole(part.rows(), part.length(), 0, scope);
        return new ForwardPass(model, rows, new Given(role, part, rows), scope);
    }

    private BlockPass blockPass(int block, Role role, Part part) {
        blocks.add(block);
        PaddedRows rows = PaddedRows.whole(part.rows(), part.length(), 0, scope);
        return new BlockPass(rows, new GivenBlock(role, part), scope);
    }

    private void addGradient(Role role, NDArray gradient) {
        gradients.merge(role, gradient, NDArray::add);
    }

    /** The logits themselves as the output of a block: V is D. */
    private final class GivenBlock implements BlockSource {

        private final Role role;
        private final Part part;

        GivenBlock(Role role, Part part) {
            this.role = role;
            this.part = part;
        }

        private NDArray activations(float[] values) {
            return scope.create(values, new Shape(part.rows().size(), part.length(), vocabulary));
        }

        @Override
        public NDArray output() {
            return activations(part.current());
        }

        @Override
        public NDArray reference() {
            return activations(part.reference());
        }

        @Override
        public void backward(NDArray gradient) {
            addGradient(role, gradient);
        }
    }

    private NDArray padded(float[] logits, Part part) {
        int positions = part.rows().size() * part.length();
        float[] hidden = new float[positions * width()];
        for (int i = 0; i < positions; i++) {
            System.arraycopy(logits, i * vocabulary, hidden, i * width(), vocabulary);
        }
        return scope.create(hidden, new Shape(part.rows().size(), part.length(), width()));
    }

    private final class Given implements HiddenSource {

        private final Role role;
        private final Part part;
        private final PaddedRows rows;
        private final NDArray values;

        Given(Role role, Part part, PaddedRows rows) {
            this.role = role;
            this.part = part;
            this.rows = rows;
            this.values = padded(part.current(), part);
        }

        @Override
        public NDArray values() {
            return values;
        }

        @Override
        public List<NDArray> reference() {
            // A second handle: a kernel does not take the same one twice.
            NDArray head = head().stopGradient();
            head.attach(scope);
            return List.of(padded(part.reference(), part), head, scope.create(new Shape(0)));
        }

        @Override
        public NDArray referenceNll() {
            PaddedRows.Selected labels = rows.select(Positions.LABELS);
            HeadQuery query = HeadQuery.nll(labels.at(), labels.labels(), scope);
            return model.quantities(scope, padded(part.reference(), part), query)
                    .get(new NDIndex("0"));
        }

        @Override
        public void backward(NDArray gradient) {
            addGradient(role, gradient.get("..., :{}", vocabulary));
        }
    }

    @Override
    public void close() {
        model.close();
        decoder.close();
    }
}
