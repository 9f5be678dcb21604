package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkData;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** An unlearned model with its tokenizer and the data it is evaluated on. */
record LoadedModel(Decoder decoder, Tokenizer tokenizer, BenchmarkData data) implements AutoCloseable {

    /** @param form in which multiple-choice questions are asked */
    TrialEvaluation evaluation(MultipleChoiceForm form, Path folder, Progress progress, BooleanSupplier cancelled) {
        return new TrialEvaluation(decoder, tokenizer, data, form, folder, progress, cancelled);
    }

    @Override
    public void close() {
        decoder.compute().run(decoder::close);
        tokenizer.close();
    }
}
