package dev.lethe.harness.evaluation;

/**
 * The version of all formulas of the headline together, written into every record. A changed formula, prompt or
 * normalization is a new version; records of different versions are never ranked together.
 */
public final class MetricVersion {

    /** The version of this build, questions being asked in the form of lm-eval without an example. */
    public static final String CURRENT = "official-" + number();

    private MetricVersion() {}

    /** The version where multiple-choice questions are asked in a form: each form is a metric of its own. */
    public static String with(MultipleChoiceForm form) {
        return form == MultipleChoiceForm.LM_EVAL_ZERO_SHOT ? CURRENT : CURRENT + "+" + form.id();
    }

    /** Grows with the version of every metric of the headline, and is 1 while all of them are. */
    private static int number() {
        return 1
                + Metric.headline().stream()
                        .mapToInt(metric -> metric.version() - 1)
                        .sum();
    }
}
