package dev.lethe.harness.estimate;

import dev.lethe.harness.model.AdapterTargets;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.WeightName;
import dev.lethe.harness.model.WeightNames;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How many weights a decoder has, by what they are for.
 *
 * @param all every stored weight; a tied head counts once
 * @param block the matrices of one block's linear layers
 * @param head the matrix of the head (V D), tied or not
 * @param adapterPerBlock the pairs of an adapter on one block; 0 without one
 * @param trainedPerBlock trained weights of a block that is trained, pairs included
 * @param trained all trained weights
 * @param firstBlock the first block through which a gradient is pulled; the number of layers where nothing is trained
 */
public record WeightCounts(
        long all, long block, long head, long adapterPerBlock, long trainedPerBlock, long trained, int firstBlock) {

    /** Counts a decoder's weights. */
    public static WeightCounts of(DecoderConfig config, Trainable trainable) {
        int layers = config.layers();
        List<WeightName> names = WeightNames.of(config).all();
        long adapter = trainable
                .adapter()
                .map(lora -> AdapterTargets.parametersPerBlock(config, lora))
                .orElse(0L);
        long own = names.stream()
                .filter(name -> trainable.trains(name, layers))
                .mapToLong(WeightName::elements)
                .sum();
        int last = layers - 1;
        long ofBlock = names.stream()
                .filter(name -> name.layer() >= 0 && trainable.trains(name, layers))
                .collect(Collectors.groupingBy(WeightName::layer, Collectors.summingLong(WeightName::elements)))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return new WeightCounts(
                names.stream().mapToLong(WeightName::elements).sum(),
                names.stream()
                        .filter(name -> name.layer() == last && name.shape().size() == 2)
                        .mapToLong(WeightName::elements)
                        .sum(),
                (long) config.vocabSize() * config.width(),
                adapter,
                ofBlock + adapter,
                own + layers * adapter,
                firstBlock(names, trainable, layers));
    }

    private static int firstBlock(List<WeightName> names, Trainable trainable, int layers) {
        if (trainable.adapter().isPresent()) {
            return 0;
        }
        return names.stream()
                .filter(name -> trainable.trains(name, layers))
                .mapToInt(name -> Math.max(0, name.layer()))
                .min()
                .orElse(layers);
    }
}
