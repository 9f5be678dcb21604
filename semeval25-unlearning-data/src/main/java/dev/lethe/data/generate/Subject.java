package dev.lethe.data.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A subject of the multiple-choice questions.
 *
 * @param name in MMLU's spelling
 * @param source where its items come from
 */
record Subject(String name, Source source) {

    /**
     * A question before its options have places.
     *
     * @param question the question
     * @param answer the right option
     * @param wrong three or more wrong options
     */
    record Item(String question, String answer, List<String> wrong) {}

    /** Gives every item a subject has under one stream of choices, in the order of drawing. */
    @FunctionalInterface
    interface Source {
        List<Item> items(Draw draw);
    }

    private static final List<String> TABLES = List.of(
            "calendar_facts",
            "chemical_symbols",
            "computing_terms",
            "english_past_tense",
            "rivers_and_cities",
            "solar_system",
            "units_of_measure",
            "word_opposites",
            "world_capitals",
            "young_animals");

    /** All subjects, in alphabetical order. */
    static List<Subject> all() {
        return Stream.concat(
                        TABLES.stream().map(table -> new Subject(table, draw -> table(table, draw))),
                        Stream.of(
                                new Subject("mental_arithmetic", NumberItems::arithmetic),
                                new Subject("roman_numerals", NumberItems::romanNumerals)))
                .sorted(Comparator.comparing(Subject::name))
                .toList();
    }

    List<Item> draw(int count, Draw draw) {
        return draw.shuffled(source.items(draw)).subList(0, count);
    }

    /** Reads lines of {@code key = answer}; lines of {@code ? ... {} ...} are the forms of the question. */
    private static List<Item> table(String table, Draw draw) {
        List<String> forms = new ArrayList<>();
        List<String[]> pairs = new ArrayList<>();
        for (String line : Resource.lines("choice_" + table + ".txt")) {
            if (line.startsWith("? ")) {
                forms.add(line.substring(2));
            } else {
                pairs.add(line.split(" = "));
            }
        }
        List<String> answers = pairs.stream().map(pair -> pair[1]).distinct().toList();
        return pairs.stream()
                .map(pair -> new Item(
                        forms.isEmpty() ? pair[0] : draw.of(forms).replace("{}", pair[0]),
                        pair[1],
                        answers.stream()
                                .filter(answer -> !answer.equals(pair[1]))
                                .toList()))
                .toList();
    }
}
