package dev.lethe.harness.bench;

import dev.lethe.harness.evaluation.BatchAgreement;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How Lethe's order of work in an evaluation compares with the organisers', as it is written.
 *
 * @param schemaVersion version of this form
 * @param environment where it was measured
 * @param dtype type of the computation
 * @param rows continued and scored
 * @param newTokens of each, at most
 * @param models in the order in which they were measured
 */
public record EvaluationReport(
        int schemaVersion,
        BenchReport.Environment environment,
        String dtype,
        int rows,
        int newTokens,
        List<ModelResult> models) {

    public EvaluationReport {
        models = List.copyOf(models);
    }

    /**
     * One model.
     *
     * @param parameters number of weights
     * @param questions in each form; none where the data have no questions
     */
    public record ModelResult(String name, long parameters, Generation generation, List<Questions> questions) {

        public ModelResult {
            questions = List.copyOf(questions);
        }
    }

    /**
     * Continuations and NLLs of rows.
     *
     * @param officialSeconds one row after the other
     * @param batchedSeconds in batches of like length, finished rows written to disk
     * @param speedup the first over the second
     * @param agreement of the two
     * @param endedRows rows that met the token that stands for the end of text: noise has no end of its own, so the
     *     token that comes nearest to ending half of the rows is taken for it
     * @param meanNewTokens of a row
     * @param writingShare of the batched seconds that went into writing rows, in [0, 1]
     */
    public record Generation(
            int rows,
            double officialSeconds,
            double batchedSeconds,
            double speedup,
            BatchAgreement agreement,
            int endedRows,
            double meanNewTokens,
            double writingShare) {}

    /**
     * Multiple-choice questions in a form.
     *
     * @param form its name
     * @param promptTokens of a prompt, mean
     * @param passMilliseconds a forward pass of a prompt on its own
     * @param questionMilliseconds a question with all that belongs to it, from text to the values of its options
     * @param questionOverPass the second over the first
     * @param unsharedOverPass the same where each prompt is passed whole
     * @param equalChoices questions with the same answer, shared and whole
     * @param largestDifference of an option's log-likelihood, in nats
     */
    public record Questions(
            String form,
            int questions,
            double promptTokens,
            double passMilliseconds,
            double questionMilliseconds,
            double questionOverPass,
            double unsharedOverPass,
            int equalChoices,
            double largestDifference) {

        private String text() {
            return String.format(
                    Locale.ROOT,
                    "  %-12s %d questions of %.0f tokens: %.2f ms each, %.2f of a pass of the prompt (%.2f without sharing);"
                            + " %d equal answers, likelihoods differ by %.1e at most",
                    form,
                    questions,
                    promptTokens,
                    questionMilliseconds,
                    questionOverPass,
                    unsharedOverPass,
                    equalChoices,
                    largestDifference);
        }
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        BenchJson.write(file, this);
    }

    /** As lines of text. */
    public String text() {
        return models.stream()
                .flatMap(model -> Stream.concat(
                        Stream.of(head(model), generation(model.generation())),
                        model.questions().stream().map(Questions::text)))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String head(ModelResult model) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f M weights, %s, %d rows of at most %d new tokens",
                model.name(),
                model.parameters() / 1e6,
                dtype,
                rows,
                newTokens);
    }

    private static String generation(Generation generation) {
        return String.format(
                Locale.ROOT,
                "  generation   row by row %.1f s, in batches %.1f s: %.1f times as fast; %d rows ended early, %.0f new tokens"
                        + " each; %.2f %% of the time for writing%n               %s",
                generation.officialSeconds(),
                generation.batchedSeconds(),
                generation.speedup(),
                generation.endedRows(),
                generation.meanNewTokens(),
                100 * generation.writingShare(),
                generation.agreement().summary());
    }
}
