package dev.lethe.data.generate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of historical persons. */
final class Persons {

    private static final Pattern COLUMN = Pattern.compile("\\|");
    private static final List<String> COLUMNS = List.of(
            "name",
            "short",
            "he",
            "nationality",
            "occupation",
            "born",
            "birthplace",
            "died",
            "deathplace",
            "training",
            "past1",
            "object1",
            "year1",
            "past2",
            "object2",
            "year2");

    private Persons() {}

    /** The facts of every person, by the names that the grammar uses. */
    static List<Map<String, String>> facts() {
        Map<String, String[]> verbs = Resource.lines("verbs.txt").stream()
                .map(COLUMN::split)
                .collect(Collectors.toMap(forms -> forms[0], forms -> forms));
        return Resource.lines("persons.txt").stream()
                .map(line -> facts(COLUMN.split(line), verbs))
                .toList();
    }

    private static Map<String, String> facts(String[] values, Map<String, String[]> verbs) {
        if (values.length != COLUMNS.size()) {
            throw new IllegalStateException("persons.txt: " + values[0] + " has " + values.length + " columns");
        }
        Map<String, String> facts = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            facts.put(COLUMNS.get(i), values[i]);
        }
        Names.putPronouns(facts, values[2]);
        for (String deed : List.of("1", "2")) {
            String[] forms = verbs.get(facts.get("past" + deed));
            if (forms == null) {
                throw new IllegalStateException("verbs.txt lacks \"" + facts.get("past" + deed) + "\"");
            }
            facts.put("inf" + deed, forms[1]);
            facts.put("part" + deed, forms[2]);
            facts.put("age" + deed, String.valueOf(years(facts, "born", "year" + deed)));
        }
        facts.put("age", String.valueOf(years(facts, "born", "died")));
        facts.put("gap", duration(years(facts, "year1", "year2")));
        facts.put("after", duration(years(facts, "year2", "died")));
        return facts;
    }

    private static int years(Map<String, String> facts, String from, String to) {
        int years = Integer.parseInt(facts.get(to)) - Integer.parseInt(facts.get(from));
        if (years < 0) {
            throw new IllegalStateException("persons.txt: " + facts.get("name") + ": " + to + " is before " + from);
        }
        return years;
    }

    private static String duration(int years) {
        return switch (years) {
            case 0 -> "less than a year";
            case 1 -> "about a year";
            default -> "about " + years + " years";
        };
    }
}
