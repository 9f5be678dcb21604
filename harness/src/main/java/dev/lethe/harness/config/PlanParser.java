package dev.lethe.harness.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a YAML or JSON file into {@link PlanNode}s. */
final class PlanParser {

    private final JsonParser parser;
    private final String name;
    private final Collection<String> problems;

    private PlanParser(JsonParser parser, String name, Collection<String> problems) {
        this.parser = parser;
        this.name = name;
        this.problems = problems;
    }

    /** The whole file; empty where it cannot be read, which is then among the problems. */
    static Optional<PlanNode> parse(Path file, String name, Collection<String> problems) {
        if (!name.matches(".*\\.(yaml|yml|json)")) {
            problems.add("plan = \"" + name + "\"; expected " + ConfigurationKey.PLAN.allowed() + ". Default: none.");
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            problems.add("plan = \"" + name + "\": there is no file " + file + "; expected "
                    + ConfigurationKey.PLAN.allowed() + ". Default: none.");
            return Optional.empty();
        }
        JsonFactory format = name.endsWith(".json") ? new JsonFactory() : new YAMLFactory();
        try (JsonParser parser = format.createParser(file.toFile())) {
            return new PlanParser(parser, name, problems).document();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(name + ":" + line + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("not readable") + ". Mend the "
                    + format.getFormatName() + " there.");
        } catch (IOException e) {
            problems.add(name + " cannot be read: " + e + ".");
        }
        return Optional.empty();
    }

    private Optional<PlanNode> document() throws IOException {
        if (parser.nextToken() == null) {
            problems.add(name + " is empty; expected keys such as models, methods and seeds.");
            return Optional.empty();
        }
        PlanNode root = node();
        if (parser.nextToken() != null) {
            problems.add(name + ":" + line() + ": a plan is one document; take away what begins here.");
        }
        return Optional.of(root);
    }

    /** The node at the current token; the parser stays at its last one. */
    private PlanNode node() throws IOException {
        int line = line();
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            default -> scalar(line);
        };
    }

    private PlanNode mapping(int line) throws IOException {
        var fields = new ArrayList<PlanNode.Field>();
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            int at = line();
            parser.nextToken();
            PlanNode value = node();
            Integer first = lines.putIfAbsent(field, at);
            if (first == null) {
                fields.add(new PlanNode.Field(at, field, value));
            } else {
                problems.add(
                        name + ":" + at + ": \"" + field + "\" stands in line " + first + " already; name it once.");
            }
        }
        return new PlanNode.Mapping(line, fields);
    }

    private PlanNode sequence(int line) throws IOException {
        var items = new ArrayList<PlanNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new PlanNode.Sequence(line, items);
    }

    private PlanNode scalar(int line) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(name + ":" + line + ": the alias *" + parser.getText()
                    + " is not understood; write the value itself.");
        }
        return new PlanNode.Scalar(
                line,
                parser.currentToken() == JsonToken.VALUE_NULL
                        ? ""
                        : parser.getText().trim());
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
