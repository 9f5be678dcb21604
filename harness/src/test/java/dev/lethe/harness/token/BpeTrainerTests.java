package dev.lethe.harness.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class BpeTrainerTests {

    private static final Logger LOG = LoggerFactory.getLogger(BpeTrainerTests.class);

    private static final List<String> SPECIAL = List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT);

    /** "low low lower": l-o twice more often than anything but o-w; ties go to the smaller ids: l &lt; o. */
    @Test
    void mergesTheMostFrequentPairFirst() {
        BpeVocabulary vocabulary = new BpeTrainer(2 + 256 + 4, SPECIAL).train(List.of("low low lower"));
        assertThat(vocabulary.merges())
                .containsExactly(
                        new BpeVocabulary.Merge("l", "o"), // 3, as is o-w
                        new BpeVocabulary.Merge("lo", "w"), // 3
                        new BpeVocabulary.Merge("Ġ", "low")); // 2; nothing else occurs twice
        assertThat(vocabulary.tokens()).hasSize(2 + 256 + 3).startsWith("<|padding|>", "<|endoftext|>");
        assertThat(vocabulary.id("Ġlow")).isEqualTo(2 + 256 + 2);
        assertThatThrownBy(() -> new BpeTrainer(257, SPECIAL)).hasMessageContaining("at least 258");
    }

    /** Overlaps are merged from the left: in "aaaa" the pair a-a occurs as two, not three. */
    @Test
    void mergesRepeatedLetters() {
        BpeVocabulary vocabulary = new BpeTrainer(2 + 256 + 9, SPECIAL).train(List.of("aaaa", "aaaaa"));
        assertThat(vocabulary.merges())
                .startsWith(new BpeVocabulary.Merge("a", "a"), new BpeVocabulary.Merge("aa", "aa"));
    }

    @Test
    void anyTextRoundTripsExactly(@TempDir Path folder) {
        BpeTrainer trainer = new BpeTrainer(600, SPECIAL);
        trainer.train(List.of("the theme of this thesis", "isn't it the thing?"))
                .write(folder);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            Random random = new Random(1);
            List<String> texts = new ArrayList<>(List.of(
                    "",
                    " ",
                    "  two  blanks ",
                    "\r\n\t\u0000x",
                    "Grüße, 世界 — 😀👩‍👩‍👧!",
                    "e\u0301 é",
                    "12,345.67",
                    "don't 's"));
            for (int i = 0; i < 200; i++) {
                texts.add(random.ints(40, 0, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
            }
            assertThat(texts).allSatisfy(text -> assertThat(tokenizer.decodeRaw(tokenizer.encode(text)))
                    .isEqualTo(text));
            assertThat(tokenizer.specialIds()).containsExactly(0, 1);
            assertThat(tokenizer.eosTokenId()).hasValue(1);
            assertThat(tokenizer.idOf("<|padding|>")).hasValue(0);
        }
    }

    /** The library must cut words as the trainer did: it then needs as few tokens as there are words. */
    @Test
    void libraryMergesWhatWasTrained(@TempDir Path folder) {
        String text = "She'll read 1984 again; she'll read it, again and again!";
        BpeVocabulary vocabulary = new BpeTrainer(1000, SPECIAL).train(List.of(text, text));
        vocabulary.write(folder);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(vocabulary.tokens().size());
            int[] ids = tokenizer.encode(text);
            assertThat(Arrays.stream(ids).mapToObj(vocabulary.tokens()::get))
                    .containsExactly(
                            "She", "'ll", "Ġread", "Ġ1984", "Ġagain", ";", "Ġshe", "'ll", "Ġread", "Ġit", ",", "Ġagain",
                            "Ġand", "Ġagain", "!");
        }
    }

    @Test
    void trainsFastAndAlwaysTheSame() {
        Random random = new Random(7);
        List<String> words = random.ints(12_000, 2, 11)
                .mapToObj(length -> random.ints(length, 'a', 'z' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 700) {
                text.append(words.get((int) (words.size() * Math.pow(random.nextDouble(), 3))))
                        .append(' ');
            }
            texts.add(text.toString());
        }
        BpeTrainer trainer = new BpeTrainer(2048, SPECIAL);
        long start = System.nanoTime();
        BpeVocabulary vocabulary = trainer.train(texts);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertThat(vocabulary.tokens()).hasSize(2048).doesNotHaveDuplicates();
        assertThat(taken).as("700,000 characters").isLessThan(Duration.ofSeconds(10)); // 3 s on a quiet machine
        assertThat(trainer.train(texts)).isEqualTo(vocabulary);
        LOG.info("trained in {}", taken);
    }
}
