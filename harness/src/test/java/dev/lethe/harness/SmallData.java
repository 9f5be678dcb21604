package dev.lethe.harness;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.Task;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.data.generate.DefaultData;
import dev.lethe.harness.target.TargetRecipe;

/** Data so few, and a recipe so small, that a target that knows them is built in seconds. */
public final class SmallData {

    /** Memorizes {@link #whole()} well enough for verification; found by trying a few. */
    public static final TargetRecipe RECIPE = new TargetRecipe(640, 64, 2, 4, 128, 30, 6e-3, 400);

    /** Memorizes {@link #stories()}. */
    public static final TargetRecipe STORIES_RECIPE = new TargetRecipe(640, 64, 1, 2, 128, 30, 8e-3, 400);

    private static final BenchmarkData GENERATED = DefaultData.generate(3, 1);

    private SmallData() {}

    /** A document of each task in each set, a few non-members and questions: enough for all twelve terms. */
    public static BenchmarkData whole() {
        return new BenchmarkData(
                GENERATED.rows(),
                new MembershipSet(
                        GENERATED.membership().members(),
                        GENERATED.membership().nonmembers().subList(0, 2)),
                questions(4));
    }

    /** The document of Task 1 in each set: the least to memorize. */
    public static BenchmarkData stories() {
        return new BenchmarkData(
                new UnlearningDataset(
                        GENERATED.rows().forget().stream()
                                .filter(row -> row.task() == Task.TASK1)
                                .toList(),
                        GENERATED.rows().retain().stream()
                                .filter(row -> row.task() == Task.TASK1)
                                .toList()),
                null,
                null);
    }

    /** The first questions of the generated ones. */
    private static MultipleChoiceSet questions(int count) {
        MultipleChoiceSet all = GENERATED.multipleChoice();
        return new MultipleChoiceSet(all.dev().subList(0, count), all.test().subList(0, count));
    }
}
