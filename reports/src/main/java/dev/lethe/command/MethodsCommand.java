package dev.lethe.command;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.UnlearningMethod;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what can be asked for with {@code -Dmethods=}. */
@Command(
        name = "methods",
        description = "Lists the methods on the class path: what each does, needs, and where it comes from.")
final class MethodsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter console = spec.commandLine().getOut();
        MethodCatalog catalog = MethodCatalog.load();
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
            console.println(indent + "source: " + method.source());
        }
    }

    private static String needs(UnlearningMethod<?> method) {
        return method.needs().stream()
                .sorted()
                .map(Capability::name)
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}
