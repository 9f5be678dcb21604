package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.Row;
import dev.lethe.data.Task;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.generation.Sampling;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MasterWeights;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method gets what it declared and nothing else; its randomness follows the seed and the concern. */
class UnlearningRunTests {

    private static final int END_OF_TEXT = 1;

    @TempDir
    static Path folder;

    private static Tokenizer tokenizer;

    private final AtomicInteger retrainings = new AtomicInteger();

    @BeforeAll
    static void makeTokenizer() {
        new BpeTrainer(260, List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(List.of("a b"))
                .write(folder);
        tokenizer = Tokenizer.load(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private record NoParameters() {}

    private record Declaring(Set<Capability> needs) implements UnlearningMethod<NoParameters> {

        @Override
        public String id() {
            return "declaring";
        }

        @Override
        public String summary() {
            return "declares needs";
        }

        @Override
        public String source() {
            return "a test";
        }

        @Override
        public Class<NoParameters> parameters() {
            return NoParameters.class;
        }

        @Override
        public void unlearn(Unlearning run, NoParameters parameters) {
            // Only its declarations matter here.
        }
    }

    private UnlearningRun run(long seed, Capability... needs) {
        var method = new ResolvedMethod<>(
                new Declaring(Set.of(needs)),
                new NoParameters(),
                null,
                MasterWeights.FP32,
                new TreeMap<String, Object>());
        var rows = new UnlearningDataset(
                List.of(new Row("1sc1", "Ann lives", "in Rome", Task.TASK3)),
                List.of(new Row("2qa0", "Who?", "Bob", Task.TASK2), new Row("2qa1", "Where?", "Here", Task.TASK2)));
        return new UnlearningRun(
                method,
                rows,
                tokenizer,
                END_OF_TEXT,
                seed,
                (prompts, maxNewTokens, sampling) ->
                        prompts.stream().map(UnlearningRunTests::reversed).toList(),
                () -> {
                    throw new AssertionError("nothing is trained here");
                },
                retrainings::incrementAndGet,
                weights -> {
                    throw new AssertionError("no weights are loaded here");
                });
    }

    @Test
    void refusesTheRetainSetToAMethodThatDidNotDeclareIt() {
        assertThatThrownBy(() -> run(1).retain(EosPolicy.OMIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("declaring uses RETAIN_SET without declaring it in needs()");
    }

    @Test
    void refusesTheRecipeToAMethodThatDidNotDeclareIt() {
        assertThatThrownBy(() -> run(1, Capability.RETAIN_SET).retrainOnRetain())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("declaring uses TARGET_RECIPE without declaring it in needs()");
        assertThatThrownBy(() -> run(1, Capability.TARGET_RECIPE).retrainOnRetain())
                .hasMessage("declaring uses RETAIN_SET without declaring it in needs()");
        assertThat(retrainings).hasValue(0);
    }

    private static int[] reversed(int[] ids) {
        return IntStream.range(0, ids.length).map(i -> ids[ids.length - 1 - i]).toArray();
    }

    @Test
    void refusesContinuationsToAMethodThatDidNotDeclareThem() {
        assertThatThrownBy(() -> run(1, Capability.RETAIN_SET).continuations(List.of("a"), 5, Sampling.greedy()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("declaring uses GENERATION without declaring it in needs()");
    }

    @Test
    void goesOnInText() {
        assertThat(run(1, Capability.GENERATION).continuations(List.of("abc", "xy"), 5, Sampling.greedy()))
                .containsExactly("cba", "yx");
    }

    @Test
    void tellsTheRowBehindAnExample() {
        UnlearningRun run = run(1);
        assertThat(run.row(run.forget(EosPolicy.OMIT).get(0)).input()).isEqualTo("Ann lives");
        assertThatThrownBy(() -> run.row(new TokenizedExample("other", new int[] {1}, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("this run did not give row ");
    }

    @Test
    void givesWhatWasDeclared() {
        UnlearningRun run = run(1, Capability.RETAIN_SET, Capability.TARGET_RECIPE);
        assertThat(run.retain(EosPolicy.OMIT)).extracting(TokenizedExample::id).containsExactly("2qa0", "2qa1");
        run.retrainOnRetain();
        assertThat(retrainings).hasValue(1);
    }

    @Test
    void givesTheForgetSetToEveryMethod() {
        TokenizedExample open = run(1).forget(EosPolicy.OMIT).get(0);
        TokenizedExample closed = run(1).forget(EosPolicy.APPEND).get(0);
        assertThat(tokenizer.decodeRaw(open.ids())).isEqualTo("Ann lives in Rome");
        assertThat(closed.ids()).startsWith(open.ids()).endsWith(END_OF_TEXT).hasSize(open.length() + 1);
    }

    @Test
    void givesAnotherAnswerToAPromptOfItsRows() {
        UnlearningRun run = run(1);
        TokenizedExample row = run.forget(EosPolicy.OMIT).get(0);
        TokenizedExample answered = run.answered(row, "nowhere", EosPolicy.APPEND);
        assertThat(tokenizer.decodeRaw(Arrays.copyOf(answered.ids(), answered.length() - 1)))
                .isEqualTo("Ann lives nowhere");
        assertThat(answered.ids()).endsWith(END_OF_TEXT);
        assertThat(answered.answerStart()).isEqualTo(row.answerStart());
        assertThat(answered.id()).isEqualTo(row.id());
        assertThatThrownBy(() -> run(1).answered(row, "nowhere", EosPolicy.APPEND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("this run did not give row ");
    }

    @Test
    void drawsByConcernAndSeed() {
        long shuffle = run(1).random("shuffle").nextLong();
        assertThat(run(1).random("shuffle").nextLong()).isEqualTo(shuffle);
        assertThat(run(1).random("pairs").nextLong()).isNotEqualTo(shuffle);
        assertThat(run(2).random("shuffle").nextLong()).isNotEqualTo(shuffle);
    }
}
