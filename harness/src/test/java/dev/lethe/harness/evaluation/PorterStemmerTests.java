package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PorterStemmerTests {

    /** Examples of the paper, step by step, where NLTK changes nothing. */
    @ParameterizedTest
    @CsvSource({
        "caresses, caress", "ponies, poni", "agreed, agre", "plastered, plaster", "motoring, motor",
        "conflated, conflat", "troubled, troubl", "sized, size", "hopping, hop", "falling, fall",
        "hissing, hiss", "failing, fail", "filing, file", "happy, happi", "relational, relat",
        "conditional, condit", "vietnamization, vietnam", "triplicate, triplic", "formative, form", "hopefulness, hope",
        "revival, reviv", "adoption, adopt", "replacement, replac", "probate, probat", "rate, rate",
        "cease, ceas", "controll, control", "roll, roll"
    })
    void followsThePaper(String word, String stem) {
        assertThat(PorterStemmer.stem(word)).isEqualTo(stem);
    }

    /** Where NLTK departs from the paper: each would be another stem there. */
    @ParameterizedTest
    @CsvSource({
        "skies, sky", "dying, die", "news, news", "proceed, proceed", "ties, tie", "died, die", "enjoy, enjoy",
        "fly, fli", "by, by", "as, as", "rationally, ration", "hopefully, hope", "geology, geolog", "oed, o",
        "ages, age", "iced, ice", "3rds, 3rd"
    })
    void followsTheExtensionsOfNltk(String word, String stem) {
        assertThat(PorterStemmer.stem(word)).isEqualTo(stem);
    }

    /**
     * A first y is a consonant, so the second of "yy" is the vowel that lets "ing" go; "by" has measure 0, "ay" is a
     * vowel and a consonant alone and gets its e back.
     */
    @ParameterizedTest
    @CsvSource({"yying, yy", "bying, by", "aying, aye", "byy, byy"})
    void takesEachYForTheOppositeOfTheLetterBeforeIt(String word, String stem) {
        assertThat(PorterStemmer.stem(word)).isEqualTo(stem);
    }
}
