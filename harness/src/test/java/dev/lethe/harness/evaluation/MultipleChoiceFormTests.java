package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipleChoiceFormTests {

    private static final MultipleChoiceQuestion QUESTION =
            new MultipleChoiceQuestion("basic_sums", " 1 + 1?\n", List.of("1", "2", "3", "4"), 1);

    @Test
    void asksWithoutExamples() {
        assertThat(MultipleChoiceForm.LM_EVAL_ZERO_SHOT.prompt(QUESTION, List.of()))
                .isEqualTo("The following are multiple choice questions (with answers) about basic sums.\n\n"
                        + "1 + 1?\nA. 1\nB. 2\nC. 3\nD. 4\nAnswer:");
    }

    @Test
    void needsFiveExamplesOfTheSameSubject() {
        MultipleChoiceQuestion other = new MultipleChoiceQuestion("other", "?", List.of("a", "b", "c", "d"), 0);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> MultipleChoiceForm.LM_EVAL_FIVE_SHOT.prompt(
                        QUESTION, List.of(QUESTION, QUESTION, QUESTION, QUESTION, other)))
                .withMessageContaining("basic_sums has 4 dev questions");
    }

    @Test
    void breaksTiesByForm() {
        double[] tied = {1, 3, 3, 2};
        assertThat(MultipleChoiceForm.LM_EVAL_ZERO_SHOT.choice(tied)).isEqualTo(1);
        assertThat(MultipleChoiceForm.AILS.choice(tied)).isEqualTo(2);
        assertThat(MultipleChoiceForm.LM_EVAL_ZERO_SHOT.choice(new double[] {-0.0, 0.0, -1, -1}))
                .isZero();
    }

    @Test
    void weighsSubjectsByForm() {
        // a: 2 of 2 right; b: 0 of 1 right
        List<AnsweredQuestion> answers = List.of(
                new AnsweredQuestion("a", 0, 0), new AnsweredQuestion("a", 1, 1), new AnsweredQuestion("b", 2, 3));

        assertThat(MultipleChoiceForm.LM_EVAL_ZERO_SHOT
                        .score(answers)
                        .orElseThrow()
                        .average())
                .isEqualTo(2 / 3.0);
        assertThat(MultipleChoiceForm.AILS.score(answers).orElseThrow().average())
                .isEqualTo(0.5);
        assertThat(MultipleChoiceForm.AILS.score(List.of())).isEmpty();
    }
}
