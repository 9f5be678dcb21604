package dev.lethe.data.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Made-up persons, each given name and each family name used once while the tables last. */
final class Names {

    /**
     * A made-up person.
     *
     * @param first given name
     * @param last family name
     * @param pronoun {@code he} or {@code she}
     */
    record Person(String first, String last, String pronoun) {

        String full() {
            return first + " " + last;
        }
    }

    private record First(String name, String pronoun) {}

    private static final List<First> FIRST = Resource.lines("firstnames.txt").stream()
            .flatMap(line -> {
                String[] words = line.split(" ");
                return Stream.of(words).skip(1).map(word -> new First(word, words[0]));
            })
            .toList();
    private static final List<String> LAST = Resource.lines("surnames.txt").stream()
            .flatMap(line -> Stream.of(line.split(" ")))
            .toList();

    private final Draw draw;
    private final Deque<First> first = new ArrayDeque<>();
    private final Deque<String> last = new ArrayDeque<>();

    Names(Draw draw) {
        this.draw = draw;
    }

    Person next() {
        // The two tables differ in length, so a second round pairs the names anew.
        if (first.isEmpty()) {
            first.addAll(draw.shuffled(FIRST));
        }
        if (last.isEmpty()) {
            last.addAll(draw.shuffled(LAST));
        }
        First given = first.removeFirst();
        return new Person(given.name(), last.removeFirst(), given.pronoun());
    }

    /** The forms of a pronoun as facts for a grammar. */
    static void putPronouns(Map<String, String> facts, String pronoun) {
        boolean she = pronoun.equals("she");
        facts.put("he", pronoun);
        facts.put("his", she ? "her" : "his");
        facts.put("him", she ? "her" : "him");
    }

    /** The name as it stands in an e-mail address. */
    static String mailName(Person person) {
        return (person.first() + "_" + person.last()).toLowerCase(Locale.ROOT);
    }
}
