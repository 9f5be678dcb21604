package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import dev.lethe.data.UserException;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.HeadQuery;
import dev.lethe.harness.torch.Kernels;
import dev.lethe.harness.torch.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A decoder while it is trained: the chosen tensors, their gradient buffers in float32, and the two passes of a step.
 * Closing it frees adapters and buffers and leaves the decoder.
 */
public final class TrainedModel implements AutoCloseable {

    /** From this number of weights on, activations are large beside the time that running blocks twice takes. A guess. */
    private static final long CHECKPOINTING_FROM = 500_000_000L;

    private final Decoder decoder;
    private final NDManager manager;
    private final @Nullable LoraAdapter adapter;
    private final AdapterDropout dropout;
    private Network network;
    private boolean changedBase;
    private final TrainedTensors trained;
    private final boolean checkpointing;
    private @Nullable ReferenceModel reference;

    /** @param seed of a fresh adapter's weights and of its dropout */
    public TrainedModel(Decoder decoder, Trainable trainable, long seed) {
        this(decoder, trainable, seed, isCheckpointed(decoder.parameterCount()));
    }

    /** Whether blocks of a model of so many weights are run again on the way back, unless somebody says otherwise. */
    public static boolean isCheckpointed(long parameterCount) {
        return parameterCount >= CHECKPOINTING_FROM;
    }

    /**
     * @param seed of a fresh adapter's weights and of its dropout
     * @param checkpointing whether blocks are run again on the way back, to save memory
     */
    public TrainedModel(Decoder decoder, Trainable trainable, long seed, boolean checkpointing) {
        this(decoder, trainable, seed, checkpointing, owner -> fresh(decoder, trainable, owner, seed));
    }

    private static @Nullable LoraAdapter fresh(Decoder decoder, Trainable trainable, NDManager owner, long seed) {
        if (trainable instanceof Trainable.AdaLora gained) {
            return LoraAdapter.gained(decoder, gained.config(), owner, seed);
        }
        return trainable instanceof Trainable.Lora lora ? LoraAdapter.fresh(decoder, lora.config(), owner, seed) : null;
    }

    /** A decoder whose adapter, as read from disk, is trained on. */
    public static TrainedModel resume(Decoder decoder, AdapterFactory adapter) {
        return new TrainedModel(decoder, null, 0, false, adapter);
    }

    private TrainedModel(
            Decoder decoder, @Nullable Trainable trainable, long seed, boolean checkpointing, AdapterFactory factory) {
        this.decoder = decoder;
        this.manager = decoder.newScope();
        this.adapter = factory.create(manager);
        this.dropout = new AdapterDropout(adapter == null ? 0 : adapter.config().dropout(), seed);
        this.network = adapter == null ? decoder.network() : decoder.network(adapter.slots(decoder));
        this.trained = new TrainedTensors(
                decoder, network, adapter == null ? chosen(decoder, trainable) : adapter.tensors(), manager);
        this.checkpointing = checkpointing;
    }

    /** Makes an adapter owned by the given manager, or null for none. */
    @FunctionalInterface
    public interface AdapterFactory {
        @Nullable
        LoraAdapter create(NDManager owner);
    }

    private static List<NDArray> chosen(Decoder decoder, @Nullable Trainable trainable) {
        int layers = decoder.config().layers();
        if (trainable != null) {
            trainable.requireIn(decoder.config());
        }
        return decoder.weights().names().stream()
                .filter(name -> trainable != null && trainable.trains(name, layers))
                .map(decoder.weights()::get)
                .toList();
    }

    public Decoder decoder() {
        return decoder;
    }

    public Kernels kernels() {
        return decoder.kernels();
    }

    /** The network as it is trained, adapters included. */
    public Network network() {
        return network;
    }

    /** The trained tensors. */
    public List<NDArray> trained() {
        return trained.tensors();
    }

    /** The type in which a trained tensor and its moments are held. */
    public Dtype typeOf(NDArray trainedTensor) {
        // DJL has no name for bfloat16.
        return trainedTensor.getDataType() == DataType.FLOAT32 ? Dtype.FLOAT32 : Dtype.BFLOAT16;
    }

    /** The gradient buffers of {@link #trained()}, in its order. */
    public List<NDArray> gradients() {
        return trained.gradients();
    }

    /** The adapter, where one is trained. */
    public Optional<LoraAdapter> adapter() {
        return Optional.ofNullable(adapter);
    }

    /** A manager for one step. */
    public NDManager newScope() {
        return manager.newSubManager();
    }

    /**
     * Keeps the weights as they are now as the reference of objectives that need one. Called before the first step, on
     * any thread. Memory: see {@link ReferenceModel}.
     */
    public void keepReference() {
        List<NDArray> changing = adapter == null ? trained() : List.of();
        reference = decoder.compute().call(() -> new ReferenceModel(decoder, changing, manager));
    }

    /** The model before training; refused where it was not kept. */
    public ReferenceModel reference() {
        if (reference == null) {
            throw new IllegalStateException(
                    "an objective uses the reference model, which is kept only for methods that declare REFERENCE in"
                            + " needs()");
        }
        return reference;
    }

    /** Runs rows forward, as in training. */
    public HiddenStates forward(NDManager scope, PaddedRows rows) {
        decoder.requireReadable(rows, 0);
        return forward(scope, rows.ids(), rows.real(), rows.packed());
    }

    /**
     * Runs ids (B, T) forward.
     *
     * @param real (B, T) boolean, false on padding; without elements where padding, if any, is on the right
     * @param packed (P) the positions b * T + t to compute; without elements: all
     */
    HiddenStates forward(NDManager scope, NDArray ids, NDArray real, NDArray packed) {
        Network pass = dropout.next(network, scope);
        if (checkpointing) {
            NDArray inputs = kernels()
                    .blockInputs(
                            scope, pass, ids, real, packed, decoder.config().layers());
            NDArray last = kernels().finalHidden(scope, pass, inputs.get(new NDIndex("-1")), ids, packed);
            return new HiddenStates(pass, ids, real, packed, last, true, inputs);
        }
        return new HiddenStates(
                pass, ids, real, packed, kernels().hidden(scope, pass, ids, real, packed, true), true, null);
    }

    /** Runs rows forward to the output of a block, counted from 0; the blocks after it are not computed. */
    public HiddenStates forwardTo(int block, NDManager scope, PaddedRows rows) {
        requireTrainedUpTo(block);
        decoder.requireReadable(rows, 0);
        Network pass = dropout.next(network, scope);
        NDArray ids = rows.ids();
        if (checkpointing) {
            NDArray inputs = kernels().blockInputs(scope, pass, ids, rows.real(), rows.packed(), block + 1);
            NDArray last = kernels().unpacked(scope, inputs.get(new NDIndex("-1")), ids, rows.packed());
            return new HiddenStates(pass, ids, rows.real(), rows.packed(), last, false, inputs);
        }
        NDArray output = kernels().blockOutput(scope, pass, ids, rows.real(), rows.packed(), block + 1, true);
        return new HiddenStates(pass, ids, rows.real(), rows.packed(), output, false, null);
    }

    private void requireTrainedUpTo(int block) {
        int layers = decoder.config().layers();
        int firstBlock = trained.firstBlock();
        if (block < 0 || block >= layers) {
            throw UserException.configuration("block is " + block + "; this model has blocks 0 to " + (layers - 1));
        }
        if (block < firstBlock) {
            throw UserException.configuration(
                    "block is " + block + ", and nothing up to its output is trained; expected " + firstBlock + " to "
                            + (layers - 1) + ", or train more");
        }
    }

    /** Per-token quantities (Q, B, T) of hidden states (B, T, D), without a graph. */
    public NDArray quantities(NDManager scope, NDArray hidden, HeadQuery query) {
        return kernels().quantities(scope, network, hidden, query);
    }

    /** The gradient of the hidden states (B, T, D) by {@code upstream} (Q, B, T); that of a trained head is added. */
    public NDArray headBackward(NDManager scope, NDArray hidden, HeadQuery query, NDArray upstream) {
        return kernels()
                .headBackward(
                        scope, network, hidden, query, upstream, trained.headGradient(), trained.headBiasGradient());
    }

    /** Pulls the gradient of the states' values (B, T, D) back and adds to the gradient buffers. */
    public void backward(NDManager scope, HiddenStates states, NDArray gradient) {
        if (states.blockInputs() == null) {
            kernels().backward(scope, states.values(), gradient, trained(), gradients());
        } else {
            kernels()
                    .checkpointedBackward(
                            scope,
                            states.network(),
                            states.ids(),
                            states.real(),
                            states.packed(),
                            states.blockInputs(),
                            gradient,
                            states.normed(),
                            Math.max(0, trained.firstBlock()),
                            trained.firstBlock() == WeightName.OUTSIDE,
                            scope.create(trained.positions()),
                            gradients());
        }
    }

    /** Runs work whose forward passes are no training: an adapter's input is whole. */
    public <T> T withoutDropout(Supplier<T> work) {
        return dropout.without(work);
    }

    /** Runs work that computes with the model as it is now, without a graph. */
    public void withoutGraph(Runnable work) {
        trained.requireGradients(false);
        try {
            work.run();
        } finally {
            trained.requireGradients(true);
        }
    }

    /**
     * Starts the adapter from factors of the weights that it adapts, each row weighed by its importance. A frozen pair
     * takes back what they do, so that the function stays exactly as it is, and the decoder's own weights stay theirs.
     *
     * @param importance (out, in) of the elements of an adapted weight (out, in)
     */
    public void startAdapterFrom(Function<NDArray, NDArray> importance) {
        adapter().orElseThrow().startFrom(decoder, importance, manager);
        network = decoder.network(adapter.slots(decoder));
    }

    /** Takes back what the adapter does now by a frozen pair; what a replica does after it took over the trained tensors. */
    public void anchorAdapter() {
        adapter().orElseThrow().anchor(manager);
        network = decoder.network(adapter.slots(decoder));
    }

    /** Whether an adapter's model has own weights that are not those it started with: the adapter alone is no result. */
    public boolean hasChangedBase() {
        return changedBase;
    }

    /** Adds a change (out, in) to a weight under the adapter, in float32, rounded once. */
    void changeBase(NDManager scope, WeightName weight, NDArray change) {
        kernels().arithmetic().addTo(scope, decoder.weights().get(weight), change);
        changedBase = true;
    }

    /** Folds the adapter, if any, into the decoder's weights. */
    public void merge() {
        if (adapter != null) {
            adapter.mergeInto(decoder);
        }
    }

    @Override
    public void close() {
        if (adapter == null) {
            trained.requireGradients(false);
        }
        manager.close();
    }
}
