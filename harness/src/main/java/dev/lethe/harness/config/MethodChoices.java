package dev.lethe.harness.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts the methods that were asked for together with {@code methods.METHOD.PARAMETER}. Such a key is for all variants
 * of the method that do not set the parameter themselves; where the plan names the methods, it comes before the plan.
 */
final class MethodChoices {

    /** What the keys of parameters begin with. */
    static final String PREFIX = "methods.";

    /** What the id of weights that somebody else unlearned begins with; a path follows. */
    private static final String CHECKPOINT = "checkpoint:";

    private final GivenValues given;
    private final List<MethodChoice> choices = new ArrayList<>();

    /** Where each of the choices stands. */
    private final List<GivenText> texts = new ArrayList<>();

    /** What each of the choices was before keys of parameters changed it. */
    private final List<MethodChoice> written = new ArrayList<>();

    private MethodChoices(GivenValues given) {
        this.given = given;
    }

    /**
     * The methods with their overrides, in the order asked for; each variant once.
     *
     * @param items receives where each of them stands
     */
    static List<MethodChoice> read(GivenValues given, Map<MethodChoice, PlanPlaces.Item> items) {
        var methods = new MethodChoices(given);
        List<GivenText> texts = given.texts(ConfigurationKey.METHODS);
        if (texts.isEmpty()) {
            texts = List.of(given.outsidePlan("methods", ConfigurationKey.METHODS.defaultValue()));
        }
        texts.forEach(methods::add);
        for (String key : new TreeSet<>(given.source().keys())) {
            if (key.startsWith(PREFIX)) {
                given.parameter(key).ifPresent(text -> methods.override(key, text));
            }
        }
        return methods.distinct(items);
    }

    private void add(GivenText text) {
        for (MethodChoice choice : MethodSyntax.parse(text.label(), text.text(), given.problems())) {
            var fromHere = new MethodChoice(fromHere(choice.id(), text.base()), choice.own(), choice.own());
            choices.add(fromHere);
            written.add(fromHere);
            texts.add(text);
        }
    }

    /** The id with a path in a plan as the user's folder sees it. */
    private String fromHere(String id, Path base) {
        return id.startsWith(CHECKPOINT) && !base.equals(given.cwd())
                ? CHECKPOINT + given.shown(base.resolve(id.substring(CHECKPOINT.length())))
                : id;
    }

    /** The choices by name; a name that comes twice is a problem. */
    private List<MethodChoice> distinct(Map<MethodChoice, PlanPlaces.Item> items) {
        Map<String, MethodChoice> byLabel = new LinkedHashMap<>();
        for (int i = 0; i < choices.size(); i++) {
            MethodChoice choice = choices.get(i);
            GivenText text = texts.get(i);
            if (byLabel.putIfAbsent(choice.label(), choice) == null) {
                items.put(choice, new PlanPlaces.Item(text.place(), written.get(i)));
            } else {
                given.problems()
                        .add(text.label() + " = \"" + text.text() + "\" names \"" + choice.label()
                                + "\" twice; name it once.");
            }
        }
        return List.copyOf(byLabel.values());
    }

    private void override(String key, String text) {
        String rest = key.substring(PREFIX.length());
        List<String> ids = choices.stream().map(MethodChoice::id).distinct().toList();
        for (String id : ids) {
            if (rest.startsWith(id + ".") && rest.length() > id.length() + 1) {
                override(id, rest.substring(id.length() + 1), key, text);
                return;
            }
        }
        int dot = rest.indexOf('.');
        if (dot <= 0 || dot == rest.length() - 1) {
            given.problems()
                    .add("unknown key \"" + key + "\"; a parameter of a method is written methods.METHOD.PARAMETER,"
                            + " for example methods.npo.beta.");
        } else {
            given.problems()
                    .add(key + " = \"" + text + "\" has no effect: this run has no method \"" + rest.substring(0, dot)
                            + "\", only " + String.join(", ", ids)
                            + ". Add the method to -Dmethods= or take the key away."
                            + NearestName.of(rest.substring(0, dot), ids)
                                    .map(id -> " Did you mean \"" + PREFIX + id + rest.substring(dot) + "\"?")
                                    .orElse(""));
        }
    }

    private void override(String id, String parameter, String key, String text) {
        boolean first = given.isPlanned(ConfigurationKey.METHODS);
        boolean effective = false;
        for (int i = 0; i < choices.size(); i++) {
            MethodChoice choice = choices.get(i);
            boolean sets = choice.own().containsKey(parameter);
            if (choice.id().equals(id) && (first || !sets)) {
                SortedMap<String, String> own = new TreeMap<>(choice.own());
                own.replace(parameter, text);
                SortedMap<String, String> all = new TreeMap<>(choice.overrides());
                all.put(parameter, text);
                choices.set(i, new MethodChoice(id, own, all));
                effective = true;
            }
        }
        if (!effective) {
            given.problems()
                    .add(key + " = \"" + text + "\" has no effect: every " + id + " of this run sets " + parameter
                            + " in brackets, which come first. Take it out of the brackets or take the key away.");
        }
    }
}
