package dev.lethe.harness.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.data.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns PEFT's {@code adapter_config.json} into options; one that would change the numbers is an error that names it. */
final class AdapterConfigReader {

    private static final Logger LOG = LoggerFactory.getLogger(AdapterConfigReader.class);

    /** Options that would change the numbers and that are not supported, with the values that are. */
    private static final Map<String, List<String>> FIXED = Map.ofEntries(
            Map.entry("peft_type", List.of("\"LORA\"")),
            Map.entry("bias", List.of("\"none\"")),
            Map.entry("use_dora", List.of("false", "null")),
            Map.entry("use_qalora", List.of("false", "null")),
            Map.entry("lora_bias", List.of("false", "null")),
            Map.entry("modules_to_save", List.of("null", "[]")),
            Map.entry("target_parameters", List.of("null", "[]")),
            Map.entry("trainable_token_indices", List.of("null", "[]", "{}")),
            Map.entry("alora_invocation_tokens", List.of("null")),
            Map.entry("arrow_config", List.of("null")),
            Map.entry("rank_pattern", List.of("{}", "null")),
            Map.entry("alpha_pattern", List.of("{}", "null")),
            Map.entry("layers_to_transform", List.of("null", "[]")),
            Map.entry("layer_replication", List.of("null", "[]")));

    /** Starts that leave the base weights as they are. Those of PiSSA, OLoRA, CorDA and LoftQ subtract themselves there. */
    private static final Set<String> HARMLESS_STARTS = Set.of("gaussian", "eva", "orthogonal");

    private static final String MERGE = "merge the adapter in PEFT (merge_and_unload) and name the merged model";

    private static final String ALL_LINEAR = "all-linear";
    private static final String TARGETS = "target_modules";
    private static final String EXCLUDED = "exclude_modules";

    private final ConfigJson json;
    private final DecoderConfig model;

    private AdapterConfigReader(ConfigJson json, DecoderConfig model) {
        this.json = json;
        this.model = model;
    }

    /** @param model what the adapter is for; its modules say what patterns mean */
    static LoraConfig read(Path file, DecoderConfig model) {
        var reader = new AdapterConfigReader(ConfigJson.read(file), model);
        reader.requirePlain();
        reader.requireUnchangedBase();
        reader.warnOfLayout();
        return new LoraConfig(
                reader.rank(),
                reader.json.requiredNumber("lora_alpha"),
                reader.targets(),
                reader.json.flag("use_rslora", false),
                reader.dropout());
    }

    private void requirePlain() {
        Set<String> problems = new TreeSet<>();
        FIXED.forEach((key, allowed) -> {
            if (json.names(key) && !allowed.contains(json.get(key).toString())) {
                problems.add("\"" + key + "\" is " + json.get(key) + "; expected " + String.join(" or ", allowed));
            }
        });
        if (!problems.isEmpty()) {
            throw UserException.checkpoint(json.where() + ": " + String.join("; ", problems) + "; otherwise " + MERGE);
        }
    }

    private void requireUnchangedBase() {
        String key = "init_lora_weights";
        boolean named = json.has(key) && !json.get(key).isBoolean();
        if (named && !HARMLESS_STARTS.contains(json.get(key).asText().toLowerCase(Locale.ROOT))) {
            throw json.wrong(
                    key,
                    "true, false, null, \"gaussian\", \"eva\" or \"orthogonal\", which leave the base weights as they are;"
                            + " otherwise save the adapter in PEFT with save_pretrained(...,"
                            + " path_initial_model_for_weight_conversion=...), which converts it, or " + MERGE);
        }
    }

    private void warnOfLayout() {
        if (json.flag("fan_in_fan_out", false)) {
            LOG.warn(
                    "{}: \"fan_in_fan_out\" is true, but the layers are linear: taken as false, as in PEFT",
                    json.where());
        }
    }

    private int rank() {
        return json.whole("r").orElseThrow(() -> json.wrong("r", "a positive whole number"));
    }

    private double dropout() {
        double dropout = json.number("lora_dropout", 0);
        if (!(dropout >= 0 && dropout < 1)) {
            throw json.wrong("lora_dropout", "a number of at least 0 and below 1");
        }
        return dropout;
    }

    /** The list where it says it all; otherwise the whole names of the modules that are meant. */
    private List<String> targets() {
        Predicate<String> targeted = selection(TARGETS);
        Predicate<String> excluded = json.has(EXCLUDED) ? selection(EXCLUDED) : path -> false;
        List<String> paths = AdapterTargets.weights(model).stream()
                .map(AdaptedLinear::path)
                .filter(targeted.and(excluded.negate()))
                .toList();
        boolean listed = json.get(TARGETS).isArray();
        Set<String> unknown = listed ? AdapterTargets.unknown(model, list(TARGETS)) : Set.of();
        if (paths.isEmpty() || !unknown.isEmpty()) {
            throw json.wrong(
                    TARGETS,
                    "linear layers of this model, which has "
                            + (unknown.isEmpty() ? "" : "no " + String.join(", ", unknown) + " but ")
                            + String.join(", ", AdapterTargets.all(model)) + " in each of " + model.layers()
                            + " blocks; name the model that the adapter was trained on");
        }
        return listed && !json.has(EXCLUDED) ? list(TARGETS) : paths;
    }

    /** PEFT's rule: a text is a regular expression of whole names, or means every linear layer but the head. */
    private Predicate<String> selection(String key) {
        if (!json.get(key).isTextual()) {
            List<String> names = list(key);
            return path -> AdapterTargets.isNamed(path, names);
        }
        String text = json.get(key).textValue();
        if (key.equals(TARGETS) && text.equalsIgnoreCase(ALL_LINEAR)) {
            return path -> true;
        }
        try {
            return Pattern.compile(text).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            throw new UserException(
                    UserException.Kind.CHECKPOINT,
                    json.where() + ": \"" + key + "\" is \"" + text
                            + "\", which Java does not read as a regular expression (" + e.getDescription()
                            + "); write a list of module names",
                    e);
        }
    }

    private List<String> list(String key) {
        var names = new ArrayList<String>();
        for (JsonNode name : json.get(key)) {
            names.add(name.isTextual() ? name.textValue() : "");
        }
        if (!json.get(key).isArray() || names.contains("") || names.isEmpty() && key.equals(TARGETS)) {
            throw json.wrong(key, "a list of module names, a regular expression, or \"" + ALL_LINEAR + "\"");
        }
        return names;
    }
}
