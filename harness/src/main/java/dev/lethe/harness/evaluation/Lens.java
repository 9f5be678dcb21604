package dev.lethe.harness.evaluation;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A way to look at one stored result. Each lens but the official one changes a single part of the score, so that what
 * moves is owed to that part. Lenses are shown beside the official score and never ranked.
 */
public enum Lens {

    /** The official score, absent below the utility floor, as the organisers' ranking has it. */
    OFFICIAL("official", Metric.FINAL),
    /** The official score, whatever the utility. */
    NO_THRESHOLD("noThreshold", Metric.FINAL),
    /** Completions by ROUGE-L F1: text beyond the expected one counts against having reproduced it. */
    ROUGE_L_F1("rougeLF1", Metric.ROUGE_L_F1) {
        @Override
        ScoredRow rescored(ScoredRow row) {
            return withCompletion(row, (expected, generated) -> Rouge.of(expected, generated)
                    .rougeL()
                    .f());
        }
    },
    /** Answers count as known where the generation begins with them: models seldom stop after the answer. */
    PREFIX_MATCH("prefixMatch", Metric.PREFIX_MATCH) {
        @Override
        ScoredRow rescored(ScoredRow row) {
            return withAnswer(row, (expected, generated) -> generated.startsWith(expected) ? 1 : 0);
        }
    },
    /** Answers count as known wherever they stand in the generation. */
    CONTAINS_MATCH("containsMatch", Metric.CONTAINS_MATCH) {
        @Override
        ScoredRow rescored(ScoredRow row) {
            return withAnswer(row, (expected, generated) -> generated.contains(expected) ? 1 : 0);
        }
    },
    /** A geometric aggregate of the terms: one term of 0 costs much, but not everything. */
    GEOMETRIC("geometric", Metric.GEOMETRIC_AGGREGATE) {
        @Override
        double aggregate(List<Double> terms) {
            return Means.shiftedGeometric(terms);
        }
    },
    /** Membership by 1 - AUC: a model that is surprised by members more than by others gains. */
    MIA_INVERSE("miaInverse", Metric.MIA_INVERSE) {
        @Override
        Optional<Double> membership(List<DocumentLoss> documents) {
            return MembershipFormula.LOSS.score(documents).map(mia -> 1 - mia.auc());
        }
    },
    /** Membership by Min-K%. */
    MIA_MIN_K("miaMinK", Metric.MIA_MIN_K, MembershipFormula.MIN_K),
    /** Membership by Min-K%++. */
    MIA_MIN_K_PLUS_PLUS("miaMinKPlusPlus", Metric.MIA_MIN_K_PLUS_PLUS, MembershipFormula.MIN_K_PLUS_PLUS),
    /** Membership by NLL over compressed size. */
    MIA_ZLIB("miaZlib", Metric.MIA_ZLIB, MembershipFormula.ZLIB),
    /** Membership by NLL less a reference model's: in a trial, that of the model before unlearning. */
    MIA_REFERENCE("miaReference", Metric.MIA_REFERENCE, MembershipFormula.REFERENCE) {
        @Override
        String withoutMembership() {
            return "miaReference needs the documents' losses by a reference model, so there is no membership score;"
                    + " a method's trial takes those of none with the same model and data, once that is complete";
        }
    };

    /**
     * The floor of the organisers' ranking: 0.75 times the MMLU accuracy of their 7B target, as the official script has
     * it. For another model it is 0.75 times its own accuracy before unlearning.
     */
    public static final double OFFICIAL_FLOOR = 0.371;

    private final String id;
    private final Metric metric;
    private final MembershipFormula formula;

    Lens(String id, Metric metric) {
        this(id, metric, MembershipFormula.LOSS);
    }

    Lens(String id, Metric metric, MembershipFormula formula) {
        this.id = id;
        this.metric = metric;
        this.formula = formula;
    }

    /** The name in options and files. */
    public String id() {
        return id;
    }

    /** The metric that this lens is about. */
    public Metric metric() {
        return metric;
    }

    /** The lens of this name. */
    public static Optional<Lens> find(String id) {
        return Arrays.stream(values()).filter(lens -> lens.id.equals(id)).findFirst();
    }

    /** The names of all lenses. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Lens::id).toList();
    }

    /**
     * The score through this lens.
     *
     * @param floor the MMLU accuracy, in [0, 1], below which {@link #OFFICIAL} gives no final score
     */
    public LensScore score(ResultRows result, double floor) {
        return score(result, result.rows().stream().map(ScoredRow::of).toList(), floor);
    }

    /** The scores through several lenses, by their names. */
    public static SortedMap<String, LensScore> scores(ResultRows result, Collection<Lens> lenses, double floor) {
        List<ScoredRow> rows = result.rows().stream().map(ScoredRow::of).toList();
        SortedMap<String, LensScore> scores = new TreeMap<>();
        lenses.forEach(lens -> scores.put(lens.id, lens.score(result, rows, floor)));
        return scores;
    }

    private LensScore score(ResultRows result, List<ScoredRow> rows, double floor) {
        OfficialScore official =
                OfficialScore.compute(rows.stream().map(this::rescored).toList(), null, null);
        Double aggregate = Scores.hasAllTasks(official) ? finite(aggregate(official.terms())) : null;
        Double mia = membership(result.documents()).orElse(null);
        Double mmlu = result.mmluAverage();
        Double all = aggregate == null || mia == null || mmlu == null ? null : Means.exact(aggregate, mia, mmlu);
        String reason = this == OFFICIAL && mmlu != null && !MmluScore.reaches(mmlu, floor)
                ? "mmlu.average is " + mmlu + ", below the floor of " + floor
                : lacking(aggregate, mia, mmlu);
        return new LensScore(
                metric.metricName(),
                metric.version(),
                metric.formula(),
                reason == null ? all : null,
                aggregate,
                mia,
                mmlu,
                reason,
                official.forget(),
                official.retain());
    }

    ScoredRow rescored(ScoredRow row) {
        return row;
    }

    double aggregate(List<Double> terms) {
        return Means.harmonic(terms);
    }

    Optional<Double> membership(List<DocumentLoss> documents) {
        return formula.score(documents).map(MiaScore::score);
    }

    String withoutMembership() {
        return "the documents lack what " + id + " needs, so there is no membership score";
    }

    private static ScoredRow withCompletion(ScoredRow scored, ToDoubleBiFunction<String, String> score) {
        GeneratedRow row = scored.row();
        return scored.regurgitation() == null
                ? scored
                : new ScoredRow(row, score.applyAsDouble(row.expected(), row.generated()), scored.rouge1(), null);
    }

    private static ScoredRow withAnswer(ScoredRow scored, ToDoubleBiFunction<String, String> match) {
        GeneratedRow row = scored.row();
        return scored.knowledge() == null
                ? scored
                : new ScoredRow(
                        row,
                        null,
                        null,
                        match.applyAsDouble(
                                ExactMatch.normalized(row.expected()), ExactMatch.normalized(row.generated())));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private @Nullable String lacking(@Nullable Double aggregate, @Nullable Double mia, @Nullable Double mmlu) {
        if (aggregate == null) {
            return "rows of a task or of one of its probes are missing, so there is no aggregate";
        }
        if (mia == null) {
            return withoutMembership();
        }
        return mmlu == null ? "there are no multiple-choice questions" : null;
    }
}
