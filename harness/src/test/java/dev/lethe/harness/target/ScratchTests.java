package dev.lethe.harness.target;

import dev.lethe.data.*;
import dev.lethe.data.generate.DefaultData;
import dev.lethe.harness.evaluation.*;
import dev.lethe.harness.generation.*;
import dev.lethe.harness.model.*;
import dev.lethe.harness.token.*;
import dev.lethe.harness.torch.*;
import dev.lethe.harness.training.*;
import java.nio.file.*;
import java.util.*;
import org.junit.jupiter.api.Test;

class ScratchTests {
    static int i(String k, int d) {
        return Integer.getInteger("x." + k, d);
    }

    public static void main(String[] a) throws Exception {
        new ScratchTests().go();
    }

    @Test
    void go() throws Exception {
        BenchmarkData data = System.getProperty("x.data") == null
                ? DefaultData.generate(i("seed", 42))
                : Selection.limit(
                        BenchmarkFolder.find(Path.of(System.getProperty("x.data")))
                                .read(),
                        12);
        List<Row> all = new ArrayList<>(data.rows().forget());
        all.addAll(data.rows().retain());
        TargetTexts texts = TargetTexts.of(all, data.multipleChoice());
        Path dir = Files.createTempDirectory("tgt");
        BpeVocabulary v = new BpeTrainer(i("v", 2048), List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(texts.whole());
        v.write(dir);
        int vocab = v.tokens().size();
        try (Compute c = Compute.best();
                Tokenizer tok = Tokenizer.load(dir)) {
            int eos = v.id(BpeVocabulary.END_OF_TEXT), pad = v.id(BpeVocabulary.PADDING);
            List<TokenizedExample> ex = texts.encode(tok, eos);
            long tokens = ex.stream().mapToLong(TokenizedExample::length).sum();
            for (String spec : System.getProperty("x.specs").split(";")) {
                String[] p = spec.split(",");
                TargetRecipe r = new TargetRecipe(
                        vocab,
                        Integer.parseInt(p[0]),
                        Integer.parseInt(p[1]),
                        Integer.parseInt(p[2]),
                        Integer.parseInt(p[3]),
                        Integer.parseInt(p[4]),
                        Double.parseDouble(p[5]),
                        Integer.parseInt(p[6]));
                DecoderConfig cfg = DecoderConfig.olmo(
                        tok.vocabularySize(), r.width(), r.layers(), r.heads(), r.mlpWidth(), eos, pad, 2048, false);
                long t0 = System.nanoTime();
                double[] last = new double[2];
                Decoder d = new TargetTraining(c, r, 42)
                        .train(
                                cfg,
                                ex,
                                new TrainingMonitor() {
                                    @Override
                                    public void step(StepReport s, long done, long total) {
                                        last[0] = last[0] == 0 ? s.loss() : 0.95 * last[0] + 0.05 * s.loss();
                                        if (done % 200 == 0)
                                            System.out.printf(
                                                    Locale.ROOT,
                                                    "  %d/%d %.4f norm %.2f%n",
                                                    done,
                                                    total,
                                                    last[0],
                                                    s.gradientNorm());
                                    }
                                },
                                () -> false);
                double train = (System.nanoTime() - t0) / 1e9;
                t0 = System.nanoTime();
                Map<String, double[]> m = new TreeMap<>();
                double[] mia = new double[1];
                double[] mc = new double[1];
                c.run(() -> {
                    OfficialInference inf = new OfficialInference(d, tok, () -> false);
                    for (RowSet s : RowSet.values())
                        inf.infer(
                                data.rows().rows(s),
                                rows -> rows.forEach(x -> {
                                    ScoredRow sr = ScoredRow.of(GeneratedRow.of(x.row(), s, x.output()));
                                    Double val = sr.regurgitation() != null ? sr.regurgitation() : sr.knowledge();
                                    double[] a = m.computeIfAbsent(
                                            s.label() + " " + x.row().task() + " "
                                                    + x.row().probe().code(),
                                            q -> new double[2]);
                                    a[0] += val;
                                    a[1]++;
                                    a = m.computeIfAbsent(
                                            "ALL " + s.label() + " "
                                                    + x.row().probe().code(),
                                            q -> new double[2]);
                                    a[0] += val;
                                    a[1]++;
                                }));
                    if (data.membership() != null)
                        mia[0] = MembershipInference.auc(
                                inf.documentNlls(data.membership().members()),
                                inf.documentNlls(data.membership().nonmembers()));
                    if (data.multipleChoice() != null) {
                        List<MultipleChoiceQuestion> q = data.multipleChoice().test();
                        double[][] ll = new MultipleChoiceInference(d, tok, () -> false)
                                .logLikelihoods(
                                        q.stream()
                                                .map(x -> TargetTexts.FORM.prompt(
                                                        x, data.multipleChoice().dev()))
                                                .toList(),
                                        TargetTexts.FORM.continuations());
                        int ok = 0;
                        for (int k = 0; k < ll.length; k++)
                            if (TargetTexts.FORM.choice(ll[k]) == q.get(k).answer()) ok++;
                        mc[0] = ok / (double) ll.length;
                    }
                });
                System.out.printf(
                        Locale.ROOT,
                        "RESULT %s params %d vocab %d tokens/epoch %d train %.1fs (%.0f tok/s) eval %.1fs loss %.4f auc %.3f mc %.3f ",
                        spec,
                        d.parameterCount(),
                        vocab,
                        tokens,
                        train,
                        tokens * r.epochs() / train,
                        (System.nanoTime() - t0) / 1e9,
                        last[0],
                        mia[0],
                        mc[0]);
                m.forEach((k, a) -> System.out.printf(Locale.ROOT, "%s=%.3f(%d) ", k, a[0] / a[1], (int) a[1]));
                System.out.println();
                c.run(d::close);
            }
        }
    }
}
