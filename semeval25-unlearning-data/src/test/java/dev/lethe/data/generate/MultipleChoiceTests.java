package dev.lethe.data.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.MultipleChoiceSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing must not pay: options are distinct and right answers stand evenly at A to D. */
class MultipleChoiceTests {

    private final MultipleChoiceSet questions = MultipleChoice.generate(42);

    @Test
    void hasTwelveSubjectsOfTenQuestionsAndFiveExamples() {
        assertThat(sizes(questions.test())).hasSize(12).containsOnly(10L);
        assertThat(sizes(questions.dev())).hasSize(12).containsOnly(5L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 2025})
    void asksNoQuestionTwice(long seed) {
        MultipleChoiceSet drawn = MultipleChoice.generate(seed);

        assertThat(Stream.concat(drawn.dev().stream(), drawn.test().stream()))
                .extracting(MultipleChoiceQuestion::question)
                .doesNotHaveDuplicates()
                .allSatisfy(question -> assertThat(question.split(" ")).hasSizeLessThanOrEqualTo(20));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 2025})
    void offersFourDistinctOptions(long seed) {
        assertThat(MultipleChoice.generate(seed).test())
                .allSatisfy(question -> assertThat(question.choices()).doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 2025})
    void spreadsAnswersEvenlyOverTheLetters(long seed) {
        assertThat(MultipleChoice.generate(seed).test().stream()
                        .collect(Collectors.groupingBy(MultipleChoiceQuestion::answer, Collectors.counting()))
                        .values())
                .containsExactly(30L, 30L, 30L, 30L);
    }

    @Test
    void writesRomanNumeralsBySubtraction() {
        assertThat(Stream.of(4, 9, 14, 40, 49, 58).map(NumberItems::roman))
                .containsExactly("IV", "IX", "XIV", "XL", "XLIX", "LVIII");
    }

    private static List<Long> sizes(List<MultipleChoiceQuestion> questions) {
        return List.copyOf(questions.stream()
                .collect(Collectors.groupingBy(MultipleChoiceQuestion::subject, Collectors.counting()))
                .values());
    }
}
