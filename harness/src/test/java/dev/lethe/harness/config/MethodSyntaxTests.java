package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants in brackets: what is read, how it is named, where a fault is. */
class MethodSyntaxTests {

    @Test
    void variantsOfOneMethodStandSideBySide() {
        assertThat(parse("npo[beta=0.5;epochs=5],npo[beta=0.1], gd"))
                .containsExactly(
                        variant("npo", Map.of("beta", "0.5", "epochs", "5")),
                        variant("npo", Map.of("beta", "0.1")),
                        variant("gd", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            gd                            | gd
            npo[epochs=5;beta=0.5]        | npo[beta=0.5;epochs=5]
            ` npo [ beta = 0.5 ; b = x ]` | npo[b=x;beta=0.5]
            gd[targets=[q_proj, v_proj]]  | gd[targets=[q_proj,v_proj]]
            gd[targets="q_proj,v_proj"]   | gd[targets=[q_proj,v_proj]]
            gd[targets=[q_proj]]          | gd[targets=q_proj]
            gd[note="a;b]"]               | gd[note="a;b]"]
            gd[note="say ""a"" b"]        | gd[note="say ""a"" b"]
            gd[note=" a"]                 | gd[note=" a"]
            gd[note=""]                   | gd[note=""]
            gd[note="a,,b"]               | gd[note="a,,b"]
            gd[note=a=b]                  | gd[note=a=b]
            checkpoint:/models/a.b;c=1    | checkpoint:/models/a.b;c=1
            "checkpoint:/models/a[1],b"   | "checkpoint:/models/a[1],b"
            """)
    void namesAreCanonicalAndReadAsTheSameAgain(String written, String label) {
        MethodChoice choice = parse(written).get(0);

        String canonical = MethodSyntax.label(choice.id(), choice.own());
        assertThat(canonical).isEqualTo(label);
        assertThat(parse(canonical)).containsExactly(choice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            npo[beta=0.5            | at its end: expected ";" or "]"
            npo[beta=0.5],          | at its end: expected the id of a method
            ga,,gd                  | character 4 (,): expected the id of a method
            npo]                    | character 4 (]): expected "," or the end
            npo[]                   | character 5 (]): expected the name of a parameter
            npo[beta]               | character 9 (]): expected "=" and a value after "beta"
            npo[beta=]              | character 10 (]): expected a value
            npo[beta=0.5,epochs=5]  | character 13 (,): expected ";" or "]"; a list of values is written [a,b]
            npo[beta=1;beta=2]      | character 12 (b): "beta" is set twice
            npo[beta=1;=2]          | character 12 (=): expected the name of a parameter
            npo[beta=[1;2]]         | character 12 (;): expected "," or "]"
            npo[beta=[1,]]          | character 13 (]): expected a value
            npo[note="a]            | character 10 ("): this quote is never closed
            npo[beta=1]x            | character 12 (x): expected "," or the end
            checkpoint:/a[1]        | character 16 (]): expected "=" and a value after "1"
            """)
    void faultsAreShownWithTheirPlace(String written, String fault) {
        var problems = new ArrayList<String>();

        MethodSyntax.parse("methods", written, problems);

        assertThat(problems)
                .containsExactly("methods = \"" + written + "\", " + fault
                        + ". Methods are written ID or ID[NAME=VALUE;NAME=VALUE], with commas between them.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gd[a=1;b=2],gd[b=2;a=1]", "gd,gd", "gd[t=[a,b]],gd[t=\"a,b\"]"})
    void theSameVariantTwiceIsAProblem(String methods) {
        var values = Map.of("methods", methods);

        assertThat(Readings.read(values).problems())
                .singleElement()
                .asString()
                .startsWith("methods = \"" + methods + "\" names \"gd")
                .endsWith("\" twice; name it once.");
    }

    @Test
    void keysOfAMethodGoToAllVariantsThatDoNotSetThem() {
        List<MethodChoice> choices = Readings.config(Map.of(
                        "methods", "npo[beta=0.5],npo,gd",
                        "methods.npo.beta", "0.2",
                        "methods.npo.epochs", "5"))
                .methods();

        assertThat(choices.stream().map(MethodChoice::label)).containsExactly("npo[beta=0.5]", "npo", "gd");
        assertThat(choices.stream().map(MethodChoice::overrides))
                .containsExactly(
                        new TreeMap<>(Map.of("beta", "0.5", "epochs", "5")),
                        new TreeMap<>(Map.of("beta", "0.2", "epochs", "5")),
                        new TreeMap<>());
    }

    @Test
    void aKeyThatEveryVariantSetsItselfIsAProblem() {
        assertThat(Readings.read(Map.of("methods", "npo[beta=0.5],npo[beta=0.1]", "methods.npo.beta", "0.2"))
                        .problems())
                .containsExactly(
                        "methods.npo.beta = \"0.2\" has no effect: every npo of this run sets beta in brackets,"
                                + " which come first. Take it out of the brackets or take the key away.");
    }

    private static List<MethodChoice> parse(String text) {
        var problems = new ArrayList<String>();
        List<MethodChoice> choices = MethodSyntax.parse("methods", text, problems);
        assertThat(problems).isEmpty();
        return choices;
    }

    private static MethodChoice variant(String id, Map<String, String> own) {
        return new MethodChoice(id, new TreeMap<>(own), new TreeMap<>(own));
    }
}
