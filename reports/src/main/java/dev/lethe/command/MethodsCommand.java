package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.ParameterDescription;
import dev.lethe.harness.spi.ParameterDescription.Stated;
import dev.lethe.harness.spi.UnlearningMethod;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what can be asked for with {@code -Dmethods=}, or shows one of them in detail. */
@Command(
        name = "methods",
        description = "Lists the methods on the class path: what each does, needs, its parameters, and where it comes"
                + " from. With an ID: what each parameter means, its value for each model size, and where it is from.")
final class MethodsCommand implements Runnable {

    /** The size whose values the list shows: that of the model that everybody has. */
    private static final ModelSize LISTED = ModelSize.TINY;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A method to show in detail.")
    private @Nullable String id;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter console = spec.commandLine().getOut();
        MethodCatalog catalog = MethodCatalog.load();
        if (id == null) {
            list(catalog, console);
        } else {
            detail(catalog.find(id).orElseThrow(() -> UserException.configuration(catalog.unknown(id))), console);
        }
    }

    private static void list(MethodCatalog catalog, PrintWriter console) {
        int widest = catalog.methods().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        String indent = " ".repeat(widest + 2);
        for (UnlearningMethod<?> method : catalog.methods().values()) {
            console.println(method.id() + indent.substring(method.id().length()) + method.summary());
            if (!method.needs().isEmpty()) {
                console.println(indent + "needs: " + needs(method));
            }
            String parameters = MethodCatalog.parameters(method).stream()
                    .map(MethodsCommand::listed)
                    .collect(Collectors.joining(", "));
            if (!parameters.isEmpty()) {
                console.println(indent + "parameters: " + parameters);
            }
            console.println(indent + "source: " + method.source());
        }
        console.println();
        console.println("Values are the defaults for " + LISTED.label()
                + ". What each means, and the values for larger models: lethe methods ID");
    }

    private static String listed(ParameterDescription parameter) {
        Stated stated = parameter.stated().get(LISTED);
        return parameter.name() + (stated == null ? "" : "=" + stated.value());
    }

    private static void detail(UnlearningMethod<?> method, PrintWriter console) {
        console.println(method.id() + ": " + method.summary());
        console.println("needs: " + (method.needs().isEmpty() ? "nothing but the rows to forget" : needs(method)));
        console.println("source: " + method.source());
        for (ParameterDescription parameter : MethodCatalog.parameters(method)) {
            console.println();
            console.println(parameter.name() + (parameter.meaning() == null ? "" : ": " + parameter.meaning()) + " ("
                    + parameter.type() + ")");
            sizesByValue(parameter)
                    .forEach((stated, sizes) ->
                            console.println("    " + sizes + ": " + stated.value() + " - " + stated.source()));
        }
        MethodCatalog.parameters(method).stream().findFirst().ifPresent(parameter -> {
            String variant = parameter.name() + "=VALUE";
            console.println();
            console.println(
                    "Set one with -Dmethods." + method.id() + "." + variant + ", or compare variants with \"-Dmethods="
                            + method.id() + "[" + variant + "]," + method.id() + "\".");
        });
    }

    /** The sizes that share a value and its source, smallest first. */
    private static Map<Stated, String> sizesByValue(ParameterDescription parameter) {
        Map<Stated, String> sizes = new LinkedHashMap<>();
        parameter.stated().forEach((size, stated) -> sizes.merge(stated, size.label(), (a, b) -> a + ", " + b));
        return sizes;
    }

    private static String needs(UnlearningMethod<?> method) {
        return method.needs().stream()
                .sorted()
                .map(Capability::name)
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}
