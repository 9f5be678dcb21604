package dev.lethe.harness.probe;

import dev.lethe.data.Row;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.record.ParameterValues;
import dev.lethe.harness.record.ProbeResult;
import java.util.List;
import java.util.SortedMap;

/**
 * Asks for the same in other words, made by the rules of {@link Paraphrase}. A model that forgot only the wording of its
 * prompts answers again. Rows that no rule changes are left out, before and after.
 *
 * <p>Values: regurgitation and knowledge in [0, 1], of both sets, before and after. On the forget set more is worse. Where
 * the retain values fall as well, the model depends on the wording of everything, and a low forget value says little.
 *
 * <p>Source: the input rephrasing attack of Patil et al., "Can Sensitive Information Be Deleted From LLMs?", arXiv
 * 2309.17410. Differs from it: rules in place of a paraphrasing model, and one paraphrase of each prompt.
 */
record Reworded() implements DurabilityProbe {

    @Override
    public SortedMap<String, Object> parameters() {
        return ParameterValues.of(this);
    }

    @Override
    public List<ProbeResult.Value> look(ProbedModel model) {
        var reworded = new UnlearningDataset(
                changed(model.rows().forget()), changed(model.rows().retain()));
        return Comparison.of(model.evaluated(), model.ask(reworded));
    }

    private static List<Row> changed(List<Row> rows) {
        return rows.stream()
                .map(row -> new Row(row.id(), Paraphrase.of(row.input(), row.probe()), row.output(), row.task()))
                .filter(row -> !rows.contains(row))
                .toList();
    }

    @Override
    public String obstacle() {
        return "No rule changes any of the rows.";
    }
}
