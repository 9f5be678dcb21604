package dev.lethe.command;

import dev.lethe.SemEval2025Task4;
import dev.lethe.data.UserException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the grid of a benchmark class without Maven: same class, same keys, same results. */
@Command(
        name = "run",
        description = {
            "Runs a benchmark: unlearns, scores and ranks.",
            "Takes the keys that Maven takes: lethe run -Dmethods=sugd,agad -Dexpect.final=0.4",
            "Ctrl-C ends it between two steps; the same command goes on from there."
        },
        footer = {
            "",
            "Exit codes: 0 every leaf passed, 1 a leaf failed or something broke, 2 a mistake that you can mend, 130"
                    + " ended by you."
        })
final class RunCommand implements Callable<Integer> {

    /** Exit code of a run that the user ended, by the custom of shells for Ctrl-C. */
    static final int CANCELLED = 130;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "Benchmark class, annotated with @UnlearningBenchmark. Default: the one of Lethe.")
    private String benchmark = SemEval2025Task4.class.getName();

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATHS",
            description = "Jars and folders of classes, with methods or a benchmark of yours.")
    private String classPath = "";

    @Mixin
    private Keys keys;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // JUnit, the methods and the listeners are all looked for by the thread's loader.
        try (var loader = new URLClassLoader(urls(), before)) {
            thread.setContextClassLoader(loader);
            return run(load(loader));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private int run(Class<?> benchmarkClass) {
        PrintWriter console = spec.commandLine().getOut();
        var launch = new GridLaunch(benchmarkClass, keys.over(Map.of()));
        launch.discover(keys.problems());
        try (var interruption = new Interruption(() -> {
            console.println("Ending after this step; what is finished is kept.");
            console.flush();
            launch.cancel();
        })) {
            GridLaunch.Outcome outcome = launch.execute();
            new OutcomePrinter(console).print(outcome);
            if (interruption.happened()) {
                console.println("Ended by you; run the same command again to go on from here.");
                console.flush();
                return CANCELLED;
            }
            return outcome.failures().isEmpty() ? 0 : LetheCommand.FAILED;
        }
    }

    private Class<?> load(ClassLoader loader) {
        try {
            return Class.forName(benchmark, false, loader);
        } catch (ClassNotFoundException e) {
            throw UserException.configuration("class " + benchmark + " is not on the class path; expected the full name"
                    + " of a class annotated with @UnlearningBenchmark. Name its jar or its folder of classes with"
                    + " --class-path.");
        }
    }

    private URL[] urls() throws MalformedURLException {
        List<String> paths = classPath.isEmpty() ? List.of() : List.of(classPath.split(File.pathSeparator));
        var urls = new URL[paths.size()];
        for (int i = 0; i < urls.length; i++) {
            Path path = Path.of(paths.get(i)).toAbsolutePath().normalize();
            if (!Files.exists(path)) {
                throw UserException.configuration(
                        "--class-path: " + path + " does not exist; expected a jar or a folder of classes.");
            }
            urls[i] = path.toUri().toURL();
        }
        return urls;
    }
}
