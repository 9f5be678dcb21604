package dev.lethe.data.generate;

import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Task 1: short stories about made-up people, one question each. */
final class Stories {

    private static final List<String> PLOTS = List.of("find", "contest", "journey", "rescue", "mystery", "craft");
    private static final Telling.Lengths LENGTHS = new Telling.Lengths(95, 140, 20, 28);

    private final Grammar grammar = Grammar.load("stories.txt");
    private final Draw draw;
    private final Names names;
    private final Telling telling;

    Stories(long seed, Ledger ledger) {
        draw = Draw.stream(seed, "stories");
        names = new Names(draw);
        telling = new Telling(grammar, ledger, draw, LENGTHS);
    }

    GeneratedDocument next() {
        String key = "\"" + draw.uuid() + "\"";
        Optional<GeneratedDocument> story = Optional.empty();
        while (story.isEmpty()) {
            String plot = draw.of(PLOTS);
            List<String> questions = new ArrayList<>(grammar.alternatives("questions_all"));
            questions.addAll(grammar.alternatives("questions_" + plot));
            story = telling.tell(key, Task.TASK1, "", "{text_" + plot + "}", questions, facts());
        }
        return story.get();
    }

    private Map<String, String> facts() {
        Names.Person hero = names.next();
        Names.Person helper = names.next();
        Map<String, String> facts = new HashMap<>();
        facts.put("name", hero.full());
        facts.put("first", hero.first());
        facts.put("helper", helper.full());
        facts.put("helper_first", helper.first());
        Names.putPronouns(facts, hero.pronoun());
        grammar.drawFacts(facts, draw);
        return facts;
    }
}
