package dev.lethe.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules, each by an example. */
class ParaphraseTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            In which year was Ada Byrd born? | In what year was Ada Byrd born?
            Where did Ada Byrd die?          | In what place did Ada Byrd die?
            Who does Ada rescue?             | Which person does Ada rescue?
            Which e-mail address does Ada use? | What email address does Ada use?
            What does Ada find near the mill? | Please tell me: what does Ada find close to the mill?
            Whose is the house?              | Please tell me: whose is the house?
            """)
    void asksInOtherWords(String question, String paraphrase) {
        assertThat(Paraphrase.of(question, Probe.QUESTION_ANSWER)).isEqualTo(paraphrase);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Ada was born on May 2, 1901. But until | Ada came into the world on May 2, 1901. Yet till
            Her phone number is 555-0100, and      | Her telephone number is 555-0100, and
            Where she went nobody knew.            | Where she went nobody knew.
            Butter lay on the nearest table.       | Butter lay on the nearest table.
            """)
    void tellsInOtherWordsAndLeavesWhatNoRuleFits(String prompt, String paraphrase) {
        assertThat(Paraphrase.of(prompt, Probe.SENTENCE_COMPLETION)).isEqualTo(paraphrase);
    }

    @Test
    void anEmptyPromptStaysEmpty() {
        assertThat(Paraphrase.of("", Probe.QUESTION_ANSWER)).isEmpty();
    }
}
