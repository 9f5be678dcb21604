package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.evaluation.Scores;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one trial leaves behind: who, what, how it scored, how long it took. The only type that the leaderboard reads.
 * What was not computed or is not finite is absent (null), and {@code reason} says why.
 *
 * @param schemaVersion version of this shape, {@link #SCHEMA_VERSION}
 * @param status how far the trial got
 * @param partial whether it is less than the whole benchmark: fewer than 12 terms, or a limit
 * @param name reporting name, for example {@code tiny sugd 42}
 * @param key digest of everything the result depends on; equal keys mean equal trials. Absent where the trial ended
 *     before it was known
 * @param model model as it was asked for, for example {@code tiny}
 * @param method method as it was asked for: {@code sugd}, {@code npo[beta=0.5]}, {@code checkpoint:/models/mine}
 * @param seed seed of the trial
 * @param parameters resolved parameter values by name: Long, Double, Boolean, String, and lists and maps of them
 * @param provenance data, weights, code and machine
 * @param scores the scores, absent before any was computed
 * @param timings seconds by phase
 * @param memory peaks
 * @param estimate what it was expected to take; absent where its weights were there already
 * @param batchAgreement whether results depended on the batch; absent before that was looked at
 * @param probes what durability probes found, in the order in which they were run; none where none was asked for
 * @param finished when the record reached its status, absent while running
 * @param reason why the trial failed, was skipped, is partial or lacks a score; a whole sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
        int schemaVersion,
        RunStatus status,
        boolean partial,
        String name,
        @Nullable String key,
        String model,
        String method,
        long seed,
        SortedMap<String, Object> parameters,
        Provenance provenance,
        @Nullable Scores scores,
        Timings timings,
        Memory memory,
        @Nullable Estimate estimate,
        @Nullable BatchAgreement batchAgreement,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ProbeResult> probes,
        @Nullable Instant finished,
        @Nullable String reason) {

    /** The version that this class writes, and the only one that it reads. */
    public static final int SCHEMA_VERSION = 1;

    public RunRecord {
        Require.that(
                schemaVersion == SCHEMA_VERSION,
                "schemaVersion is " + schemaVersion + "; this Lethe reads " + SCHEMA_VERSION);
        Require.present(status, "status");
        Require.text(name, "name");
        Require.text(model, "model");
        Require.text(method, "method");
        Require.present(parameters, "parameters");
        Require.present(provenance, "provenance");
        Require.present(timings, "timings");
        Require.present(memory, "memory");
        Require.that(
                reason != null || status == RunStatus.RUNNING || status == RunStatus.COMPLETED,
                "a trial that " + status.label() + " needs a reason");
        parameters = ParameterValues.normalized(parameters);
        scores = scores == null ? null : Finite.scores(scores);
        // A file without the field had no probes.
        probes = probes == null ? List.of() : List.copyOf(probes);
    }

    /** The method without the brackets of a variant: the parameters say what it ran with. */
    public String methodId() {
        int bracket = method.indexOf('[');
        // A path may hold brackets too.
        return bracket < 0 || method.indexOf(':') >= 0 ? method : method.substring(0, bracket);
    }

    /** A trial that starts: nothing measured yet. */
    public static RunRecord running(
            String name,
            @Nullable String key,
            String model,
            String method,
            long seed,
            Map<String, ?> parameters,
            Provenance provenance) {
        return new RunRecord(
                SCHEMA_VERSION,
                RunStatus.RUNNING,
                false,
                name,
                key,
                model,
                method,
                seed,
                ParameterValues.normalized(parameters),
                provenance,
                null,
                Timings.NONE,
                Memory.NONE,
                null,
                null,
                List.of(),
                null,
                null);
    }

    /** This trial, with what it is expected to take. */
    public RunRecord estimated(Estimate expected) {
        return with(draft -> draft.estimate = expected);
    }

    /** This trial, with what comparing a few rows in one batch and alone gave. */
    public RunRecord compared(BatchAgreement agreement) {
        return with(draft -> draft.batchAgreement = agreement);
    }

    /** This trial, completed. {@code reason} says why it is partial or lacks a score, null where it is whole. */
    public RunRecord completed(
            Scores scores, boolean partial, Timings timings, Memory memory, Instant finished, @Nullable String reason) {
        return measured(scores, timings, memory).ended(RunStatus.COMPLETED, partial, finished, reason);
    }

    /** This trial, failed; what it measured before stays. */
    public RunRecord failed(Instant finished, String reason) {
        return ended(RunStatus.FAILED, partial, finished, reason);
    }

    /** This trial, taken up again after it failed or was killed; what it measured before stays. */
    public RunRecord resumed() {
        return ended(RunStatus.RUNNING, false, null, null);
    }

    /** This trial, skipped. */
    public RunRecord skipped(Instant finished, String reason) {
        return ended(RunStatus.SKIPPED, partial, finished, reason);
    }

    /** This trial, with what is measured so far. */
    public RunRecord measured(@Nullable Scores scores, Timings timings, Memory memory) {
        return with(draft -> {
            draft.scores = scores;
            draft.timings = timings;
            draft.memory = memory;
        });
    }

    /** This trial, asked for in other words: the variant of a method can be written in several ways. */
    public RunRecord named(String name, String method) {
        return with(draft -> {
            draft.name = name;
            draft.method = method;
        });
    }

    /** This trial, with what a durability probe found in place of what the same probe found before. */
    public RunRecord probed(ProbeResult result) {
        return with(draft -> draft.probes = Stream.concat(
                        probes.stream().filter(known -> known.name() != result.name()), Stream.of(result))
                .toList());
    }

    private RunRecord ended(RunStatus status, boolean partial, @Nullable Instant finished, @Nullable String reason) {
        return with(draft -> {
            draft.status = status;
            draft.partial = partial;
            draft.finished = finished;
            draft.reason = reason;
        });
    }

    private RunRecord with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.of(this);
    }

    /** What changes while a trial runs. */
    private static final class Draft {

        private RunStatus status;
        private boolean partial;
        private String name;
        private String method;
        private @Nullable Scores scores;
        private Timings timings;
        private Memory memory;
        private @Nullable Estimate estimate;
        private @Nullable BatchAgreement batchAgreement;
        private List<ProbeResult> probes;
        private @Nullable Instant finished;
        private @Nullable String reason;

        Draft(RunRecord from) {
            status = from.status;
            partial = from.partial;
            name = from.name;
            method = from.method;
            scores = from.scores;
            timings = from.timings;
            memory = from.memory;
            estimate = from.estimate;
            batchAgreement = from.batchAgreement;
            probes = from.probes;
            finished = from.finished;
            reason = from.reason;
        }

        RunRecord of(RunRecord trial) {
            return new RunRecord(
                    trial.schemaVersion,
                    status,
                    partial,
                    name,
                    trial.key,
                    trial.model,
                    method,
                    trial.seed,
                    trial.parameters,
                    trial.provenance,
                    scores,
                    timings,
                    memory,
                    estimate,
                    batchAgreement,
                    probes,
                    finished,
                    reason);
        }
    }
}
