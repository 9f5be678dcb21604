package dev.lethe.data.generate;

import dev.lethe.data.Row;
import dev.lethe.data.Task;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Task 2: people who do not exist, with personal data; the same five questions about each. */
final class People {

    private static final Telling.Lengths LENGTHS = new Telling.Lengths(44, 62, 24, 32);
    private static final LocalDate FIRST_BIRTHDAY = LocalDate.of(1950, 1, 1);
    private static final int BIRTHDAYS = 45 * 365;

    private final Grammar grammar = Grammar.load("people.txt");
    private final Draw draw;
    private final Names names;
    private final Ledger ledger;
    private final Set<String> taken = new HashSet<>();

    People(long seed, Ledger ledger) {
        this.ledger = ledger;
        draw = Draw.stream(seed, "people");
        names = new Names(draw);
    }

    GeneratedDocument next() {
        String key = draw.uuid();
        while (true) {
            Map<String, String> facts = facts();
            List<String> answers = List.of(
                    facts.get("date"),
                    facts.get("ssn"),
                    facts.get("phone"),
                    facts.get("mail"),
                    facts.get("address") + ".");
            String text = grammar.expand("{text}", facts, draw);
            int words = Passage.words(text);
            if (words < LENGTHS.least()
                    || words > LENGTHS.most()
                    || answers.stream().anyMatch(taken::contains)) {
                continue;
            }
            if (ledger.take(text)) {
                taken.addAll(answers);
                return document(key, text, facts, answers);
            }
        }
    }

    private GeneratedDocument document(String key, String text, Map<String, String> facts, List<String> answers) {
        Passage passage = Passage.cut(text, draw.between(LENGTHS.outputLeast(), LENGTHS.outputMost()));
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(key + "sc1", passage.input(), passage.output(), Task.TASK2));
        List<String> questions = grammar.alternatives("questions");
        for (int i = 0; i < answers.size(); i++) {
            rows.add(
                    new Row(key + "qa" + i, grammar.expand(questions.get(i), facts, draw), answers.get(i), Task.TASK2));
        }
        return new GeneratedDocument(key, rows);
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        Names.Person person = names.next();
        facts.put("name", person.full());
        facts.put("first", person.first());
        Names.putPronouns(facts, person.pronoun());
        putBirthday(facts);
        putNumbers(facts);
        String mail = Names.mailName(person) + "@me.com";
        facts.put("mail", mail);
        facts.put("mail_escaped", mail.replace("_", "\\_"));
        facts.put("house", String.valueOf(draw.between(1, 9899)));
        facts.put("flat", String.valueOf(draw.between(1, 99)));
        facts.put("zip", draw.digits(5));
        facts.put("address", grammar.expand("{address}", facts, draw));
        grammar.drawFacts(facts, draw);
        return facts;
    }

    private void putBirthday(Map<String, String> facts) {
        LocalDate date = FIRST_BIRTHDAY.plusDays(draw.below(BIRTHDAYS));
        facts.put("date", date.toString());
        facts.put("month", date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
        facts.put("day", String.valueOf(date.getDayOfMonth()));
        facts.put("year", String.valueOf(date.getYear()));
    }

    /** Numbers that begin with 9 are not given out as Social Security Numbers. */
    private void putNumbers(Map<String, String> facts) {
        String ssn = "900" + draw.digits(6);
        facts.put("ssn", ssn);
        facts.put("ssn_dashes", ssn.substring(0, 3) + "-" + ssn.substring(3, 5) + "-" + ssn.substring(5));
        String phone = draw.digits(10);
        facts.put("phone", phone);
        facts.put("phone_area", phone.substring(0, 3));
        facts.put("phone_rest", phone.substring(3, 6) + "-" + phone.substring(6));
        facts.put("phone_dashes", phone.substring(0, 3) + "-" + facts.get("phone_rest"));
    }
}
