package dev.lethe.harness.config;

import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resolved configuration of one run: every key, parsed once.
 *
 * @param models names from the catalog ({@code tiny}), checkpoint folders or ids of the hub, as the user wrote them
 * @param methods the methods in the order asked for
 * @param seeds seeds of the trials
 * @param subtasks the tasks to unlearn and evaluate, in enum order
 * @param data folder of rows, or null for the generated default data
 * @param membership folder of {@code member.jsonl} and {@code nonmember.jsonl}, or null: beside the rows, where found
 * @param mmlu folder of MMLU's {@code dev} and {@code test}, or null: beside the rows, where found
 * @param limit number of documents per task and set, or null for all
 * @param rows ids of rows or documents, {@code *} for any text; empty for all rows
 * @param subjects subjects of the multiple-choice questions; empty for all
 * @param mmluForm how multiple-choice questions are asked
 * @param dataSeed seed of the generated default data
 * @param output absolute folder that receives {@code runs} and {@code leaderboard}
 * @param cache absolute folder for embedded targets
 * @param trajectory what is evaluated while a method trains, or null for nothing
 * @param guard steps between two checks for divergence, or null for none
 * @param probes what looks at a trial's result after its evaluation
 * @param rerun whether a complete record is computed again instead of reused
 * @param keep what is kept of the resulting weights
 * @param compute where and how models are computed
 * @param hub where models of the Hugging Face hub are looked for
 * @param cwd absolute folder against which the user's relative paths were resolved
 */
public record BenchmarkConfig(
        List<String> models,
        List<MethodChoice> methods,
        List<Long> seeds,
        Set<Task> subtasks,
        @Nullable Path data,
        @Nullable Path membership,
        @Nullable Path mmlu,
        @Nullable Integer limit,
        List<String> rows,
        Set<String> subjects,
        MultipleChoiceForm mmluForm,
        long dataSeed,
        Path output,
        Path cache,
        @Nullable Trajectory trajectory,
        @Nullable Integer guard,
        ProbeSettings probes,
        boolean rerun,
        Keep keep,
        ComputeSettings compute,
        HubSettings hub,
        Path cwd) {

    public BenchmarkConfig {
        models = List.copyOf(models);
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
        rows = List.copyOf(rows);
        subjects = Collections.unmodifiableSet(new LinkedHashSet<>(subjects));
        subtasks = Collections.unmodifiableSet(EnumSet.copyOf(subtasks));
    }

    /** Whether less than all of the data is asked for; the tasks aside. */
    public boolean isCut() {
        return limit != null || !rows.isEmpty() || !subjects.isEmpty();
    }

    /** The folder that holds the trials' folders. */
    public Path runs() {
        return output.resolve("runs");
    }

    /** What is kept of the weights a method produced. */
    public enum Keep {
        /** A PEFT adapter where one was trained; full weights only for the embedded target. */
        ADAPTER,
        /** Full weights always. */
        WEIGHTS,
        /** Nothing. */
        NONE
    }
}
