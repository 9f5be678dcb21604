package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.BenchmarkFolder;
import dev.lethe.data.Document;
import dev.lethe.data.MembershipReader;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.MmluReader;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.Selection;
import dev.lethe.data.generate.DefaultData;
import dev.lethe.harness.config.BenchmarkConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run.
 *
 * @param known what an embedded target is trained on: all tasks, within rows, subjects and limit
 * @param selected what a trial unlearns and evaluates: the chosen tasks of it
 */
record TrialData(BenchmarkData known, BenchmarkData selected) {

    /** @param embedded whether the model is trained on these data here, so that they say what it knows */
    static TrialData load(BenchmarkConfig config, boolean embedded) {
        BenchmarkData data = config.data() == null ? generated(config) : read(config, embedded);
        data = cut(data, config);
        if (embedded && data.membership() != null) {
            data = new BenchmarkData(data.rows(), knownMembers(data, config), data.multipleChoice());
        }
        return new TrialData(data, Selection.tasks(data, config.subtasks()));
    }

    private static BenchmarkData cut(BenchmarkData whole, BenchmarkConfig config) {
        BenchmarkData data = whole;
        if (!config.rows().isEmpty()) {
            data = Selection.rows(data, config.rows());
        }
        if (!config.subjects().isEmpty()) {
            data = Selection.subjects(data, config.subjects());
        }
        return config.limit() == null ? data : Selection.limit(data, config.limit());
    }

    private static BenchmarkData generated(BenchmarkConfig config) {
        BenchmarkData data = DefaultData.generate(config.dataSeed());
        return new BenchmarkData(
                data.rows(),
                config.membership() == null ? data.membership() : MembershipReader.read(config.membership()),
                config.mmlu() == null ? data.multipleChoice() : MmluReader.read(config.mmlu()));
    }

    private static BenchmarkData read(BenchmarkConfig config, boolean embedded) {
        BenchmarkData data = BenchmarkFolder.find(config.data())
                .withMembership(config.membership())
                .withMultipleChoice(config.mmlu())
                .read();
        // A model that is trained here knows no subject by itself: without questions it gets the generated ones.
        MultipleChoiceSet questions = data.multipleChoice() == null && embedded
                ? DefaultData.generate(config.dataSeed(), 1).multipleChoice()
                : data.multipleChoice();
        return new BenchmarkData(data.rows(), data.membership(), questions);
    }

    /** What the embedded target was trained on are its members; on rows of one's own, as many non-members. */
    private static @Nullable MembershipSet knownMembers(BenchmarkData data, BenchmarkConfig config) {
        List<Document> members = Selection.members(data.rows());
        List<Document> nonmembers = data.membership().nonmembers();
        if (members.isEmpty() || nonmembers.isEmpty()) {
            return null;
        }
        boolean whole = config.data() == null && !config.isCut();
        return new MembershipSet(
                members, whole ? nonmembers : nonmembers.subList(0, Math.min(members.size(), nonmembers.size())));
    }
}
