package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Row;
import dev.lethe.data.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which replies are taken as negatives, and where a reply ends. */
class GradualNegativesTests {

    private static final String TRUTH = "Ann lives in Rome near the old bridge";

    @ParameterizedTest
    @CsvSource({
        "Ann lives in Oslo near the old bridge, Ann lives in Rome near the old bridge, true",
        "Ann lives in Rome near the old bridge, Ann lives in Rome near the old bridge, false",
        "Ann lives in Oslo near the old bridge, Bob lives in Oslo near the old port, false",
        "Bob works at sea, Bob lives in Oslo, true",
        "nothing alike, nothing alike, true",
        "' ', Bob lives in Oslo, false",
    })
    void mustBeFurtherFromTheTruthThanTheAnswerBefore(String reply, String before, boolean taken) {
        assertThat(GradualNegatives.isFurther(reply, before, TRUTH)).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "Call 555-0142 now, true",
        "She was born in 1984, true",
        "She was born in 11984, false",
        "Write to ANN@example.org please, true",
        "Write to bob@example.org and call 555-0199, false",
    })
    void mustNotHoldAValueOfTheTruth(String reply, boolean reveals) {
        var row = new Row(
                "1sc0", "Ann", "was born in 1984. Her mail is ann@example.org, her phone 555-0142.", Task.TASK2);
        assertThat(GradualNegatives.reveals(reply, row)).isEqualTo(reveals);
    }

    @Test
    void mustNotHoldTheWholeAnswerToAQuestion() {
        assertThat(GradualNegatives.reveals("It is rome.", new Row("1qa0", "Where?", "Rome", Task.TASK3)))
                .isTrue();
        assertThat(GradualNegatives.reveals("It is rome.", new Row("1sc0", "She lives in", "Rome", Task.TASK3)))
                .as("a continuation may share words")
                .isFalse();
    }

    @Test
    void endWithTheirParagraph() {
        assertThat(AlternativePrompt.answerIn(" Oslo, in the north.\nBy the sea.\n\nPrompt: more"))
                .isEqualTo("Oslo, in the north.\nBy the sea.");
        assertThat(AlternativePrompt.answerIn("Oslo\nPrompt: another")).isEqualTo("Oslo");
        assertThat(AlternativePrompt.answerIn(" \n ")).isEmpty();
    }

    @Test
    void areAskedForWithPromptAndAnswer() {
        assertThat(AlternativePrompt.of("Where is 100% of it?", "Rome"))
                .startsWith("Prompt: Where is 100% of it?\nAnswer: Rome\n")
                .endsWith("Another answer:");
    }
}
