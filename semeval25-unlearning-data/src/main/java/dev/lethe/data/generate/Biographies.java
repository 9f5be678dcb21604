package dev.lethe.data.generate;

import dev.lethe.data.Task;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Task 3: biographies of historical persons, each of whom is told of once. The first words are the name, as a title. */
final class Biographies {

    private static final Telling.Lengths LENGTHS = new Telling.Lengths(88, 125, 20, 28);
    /** Eight-digit numbers look like the page ids of LUME. */
    private static final int KEY_DIGITS = 8;

    private final Grammar grammar = Grammar.load("biographies.txt");
    private final Draw draw;
    private final Telling telling;
    private final Deque<Map<String, String>> persons;
    private final Set<String> keys = new HashSet<>();

    Biographies(long seed, Ledger ledger) {
        draw = Draw.stream(seed, "biographies");
        telling = new Telling(grammar, ledger, draw, LENGTHS);
        persons = new ArrayDeque<>(draw.shuffled(Persons.facts()));
    }

    GeneratedDocument next() {
        String key = draw.digits(KEY_DIGITS);
        while (!keys.add(key)) {
            key = draw.digits(KEY_DIGITS);
        }
        List<String> questions = grammar.alternatives("questions");
        Optional<GeneratedDocument> told = Optional.empty();
        // The table has spare persons for the rare one whose facts give nothing new.
        while (told.isEmpty()) {
            Map<String, String> person = persons.removeFirst();
            told = telling.tell(key, Task.TASK3, person.get("name") + "\n\n", "{text}", questions, person);
        }
        return told.get();
    }
}
