package dev.lethe.harness.trial;

import dev.lethe.data.MembershipSet;
import dev.lethe.data.Selection;
import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.evaluation.Scores;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Says in words what a result lacks. */
final class Completeness {

    private Completeness() {}

    /**
     * A sentence for each thing that is missing; null for a whole result.
     *
     * @param embedded whether the model was trained on these data here, so that they say which documents it knows
     */
    static @Nullable String reason(Scores scores, BenchmarkConfig config, TrialData data, boolean embedded) {
        var reasons = new ArrayList<String>();
        if (config.limit() != null) {
            reasons.add("Only the first " + config.limit() + " documents of each task and set were used.");
        }
        if (!config.rows().isEmpty()) {
            reasons.add("Only the rows " + String.join(", ", config.rows()) + " were used.");
        }
        if (!config.subjects().isEmpty()) {
            reasons.add("Only questions about " + String.join(", ", config.subjects()) + " were asked.");
        }
        if (config.subtasks().size() < Task.values().length) {
            reasons.add("Only "
                    + String.join(
                            ", ", config.subtasks().stream().map(Task::label).toList())
                    + " of the tasks were unlearned and evaluated.");
        }
        if (scores.mia() == null) {
            reasons.add("There is no membership score: " + withoutMembership(data, embedded));
        }
        if (scores.mmlu() == null) {
            reasons.add("There is no multiple-choice score: questions are needed, see -Dmmlu=.");
        }
        return reasons.isEmpty() ? null : String.join(" ", reasons);
    }

    private static String withoutMembership(TrialData data, boolean embedded) {
        MembershipSet documents = data.selected().membership();
        if (embedded && Selection.members(data.known().rows()).isEmpty()) {
            return "members are the completion rows of Task3 to forget, and none is among the rows; see -Drows= and"
                    + " -Ddata=.";
        }
        if (documents == null || documents.nonmembers().isEmpty()) {
            return "non-members are needed, see -Dmembership=.";
        }
        return documents.members().isEmpty()
                ? "members are needed; add member.jsonl to the folder of non-members, see -Dmembership=."
                : "the loss of a document is not finite; its line in membership.jsonl has no nll.";
    }
}
