package dev.lethe;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.lethe.harness.spi.RunListener;
import dev.lethe.harness.training.TrainedWeights;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that the design states, over the classes of all modules. Each exception to one carries its reason. */
class ArchitectureTests {

    private static final JavaClasses LETHE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lethe");

    private static final String DATA = "dev.lethe.data..";
    private static final String HARNESS = "dev.lethe.harness..";
    private static final String METHODS = "dev.lethe.methods..";
    private static final String LEADERBOARD = "dev.lethe.leaderboard..";
    private static final String[] REPORTS = {"dev.lethe", "dev.lethe.command.."};

    /** A rule over no classes holds by itself, so this comes first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.lethe.data",
                "dev.lethe.harness.engine",
                "dev.lethe.methods",
                "dev.lethe.leaderboard",
                "dev.lethe"
            })
    void seeTheClassesOfEveryModule(String name) {
        assertThat(LETHE.getPackage(name).getClasses()).isNotEmpty();
    }

    private static ArchRule onlyDependsInLetheOn(String from, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(from)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("dev.lethe.."))));
    }

    private static DescribedPredicate<JavaClass> harness(String... rooms) {
        return resideInAnyPackage(Arrays.stream(rooms)
                .map(room -> "dev.lethe.harness." + room + "..")
                .toArray(String[]::new));
    }

    @Nested
    class Arrows {

        @Test
        void dataKnowsNobody() {
            onlyDependsInLetheOn(DATA, DATA).check(LETHE);
        }

        @Test
        void harnessKnowsData() {
            onlyDependsInLetheOn(HARNESS, HARNESS, DATA).check(LETHE);
        }

        @Test
        void methodsKnowHarness() {
            onlyDependsInLetheOn(METHODS, METHODS, HARNESS, DATA).check(LETHE);
        }

        @Test
        void leaderboardKnowsRecordsAndTheirScores() {
            classes()
                    .that()
                    .resideInAPackage(LEADERBOARD)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(LEADERBOARD, DATA)
                            .or(harness("record", "evaluation"))
                            .or(equivalentTo(RunListener.class))
                            .or(not(resideInAPackage("dev.lethe.."))))
                    .check(LETHE);
        }

        @Test
        void nobodyKnowsReports() {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(REPORTS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(REPORTS)
                    .check(LETHE);
        }

        @Test
        void harnessHasNoCycles() {
            slices().matching("dev.lethe.harness.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(LETHE);
        }
    }

    @Nested
    class Rooms {

        @Test
        void onlyEngineAndApiKnowJunit() {
            noClasses()
                    .that(not(harness("engine", "api")
                            .or(describe("the command line's launcher", (JavaClass candidate) -> candidate
                                    .getName()
                                    .startsWith("dev.lethe.command.GridLaunch")))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.junit..")
                    .check(LETHE);
        }

        @Test
        void onlyComputeKnowsDjl() {
            noClasses()
                    .that(not(harness("torch", "model", "training", "generation", "target", "trial", "bench")
                            // The tokenizer's library is DJL's.
                            .or(harness("token"))
                            // The next rule says how much of it.
                            .or(resideInAPackage(METHODS))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl..")
                    .check(LETHE);
        }

        @Test
        void methodsKnowArraysForTheirFormulas() {
            noClasses()
                    .that()
                    .resideInAPackage(METHODS)
                    .should()
                    .dependOnClassesThat(resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.ndarray.."))))
                    .check(LETHE);
        }

        @Test
        void onlyTokenKnowsTheTokenizersLibraryAndNothingElseOfDjl() {
            noClasses()
                    .that(not(harness("token")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl.huggingface..")
                    .check(LETHE);
            noClasses()
                    .that(harness("token"))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.huggingface.."))))
                    .check(LETHE);
        }

        @Test
        void pytorchEngineClassesStayInTorch() {
            noClasses()
                    .that(not(harness("torch")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl.pytorch..")
                    .check(LETHE);
        }
    }

    @Nested
    class Habits {

        @Test
        void methodsWriteFormulasInValues() {
            noClasses()
                    .that(resideInAPackage("dev.lethe.methods.."))
                    .and(not(assignableTo(TrainedWeights.Merge.class)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl..")
                    .because("what DJL itself does with a number may be differentiated wrongly: see Value")
                    .check(LETHE);
        }

        @Test
        void onlyConsolesWriteToStandardStreams() {
            noClasses()
                    .that(not(describe(
                            "the leaderboard's console, which prints its table",
                            (JavaClass candidate) ->
                                    candidate.getName().equals("dev.lethe.leaderboard.LeaderboardMain"))))
                    .should(ACCESS_STANDARD_STREAMS)
                    .check(LETHE);
        }

        @Test
        void nobodyLogsPastSlf4j() {
            NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(LETHE);
        }

        @Test
        void nobodyThrowsGenericExceptions() {
            NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(LETHE);
        }

        @Test
        void systemPropertiesAreReadAtTheEdge() {
            noClasses()
                    .that(not(describe("the edge, where text becomes configuration", (JavaClass candidate) -> Set.of(
                                    "dev.lethe.harness.config.ConfigurationSource",
                                    // Names the machine in a record.
                                    "dev.lethe.harness.record.Host",
                                    // DJL is configured by system properties only.
                                    "dev.lethe.harness.torch.DjlSettings")
                            .contains(candidate.getName()))))
                    .should()
                    .callMethod(System.class, "getProperty", String.class)
                    .orShould()
                    .callMethod(System.class, "getProperty", String.class, String.class)
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .check(LETHE);
        }

        @Test
        void everyPackageDeclaresItsNulls() {
            var unmarked = new TreeSet<String>();
            LETHE.stream()
                    .map(JavaClass::getPackage)
                    .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                    .forEach(room -> unmarked.add(room.getName()));

            assertThat(unmarked).as("packages without @NullMarked").isEmpty();
        }

        @Test
        void classesAreFinalUnlessAbstract() {
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .and()
                    .doNotHaveModifier(JavaModifier.ABSTRACT)
                    .should()
                    .haveModifier(JavaModifier.FINAL)
                    .check(LETHE);
        }
    }
}
