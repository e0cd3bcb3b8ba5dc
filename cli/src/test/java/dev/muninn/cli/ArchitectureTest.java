package dev.muninn.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages, over all classes of all modules; here because the command line sees them all. */
class ArchitectureTest {
    private static final String CLI = "dev.muninn.cli..";
    private static final String EVAL = "dev.muninn.eval..";
    private static final String TRAIN = "dev.muninn.train..";
    private static final String TASK_FILES = "org.snakeyaml.engine..";
    private static final String PARQUET = "dev.hardwood..";
    private static final String CHARTS = "org.knowm.xchart..";
    private static final String SERVER = "dev.muninn.server..";
    private static final String HUB = "dev.muninn.hub..";
    private static final String LANGCHAIN = "dev.muninn.langchain4j..";
    private static final String LANGCHAIN_API = "dev.langchain4j..";
    private static final String VECTOR = "dev.muninn.kernels.vector..";
    private static final String ONEDNN = "dev.muninn.kernels.onednn..";

    private static final JavaClasses MUNINN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")) // core's tests, packed for other modules
            .importPackages("dev.muninn");

    @Test
    void everyArrowPointsToCore() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CLI)
                .because("the command line is wiring: nothing is built on it")
                .check(MUNINN);
    }

    @Test
    void kernelProvidersAreOnlyLoadedAsServices() {
        noClasses()
                .that()
                .resideOutsideOfPackage(VECTOR)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VECTOR)
                .because("KernelProvider.installed() finds them; where they cannot load, the reference kernels must")
                .check(MUNINN);
        noClasses()
                .that()
                .resideOutsideOfPackage(ONEDNN)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ONEDNN)
                .because("LinearProvider.installed() finds them")
                .check(MUNINN);
    }

    @Test
    void vectorKernelsKnowTheKernelContractOnly() {
        classes()
                .that()
                .resideInAPackage(VECTOR)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        VECTOR,
                        "dev.muninn.kernels",
                        "dev.muninn.kernels.training",
                        "dev.muninn.tensor",
                        "dev.muninn.error",
                        "java..",
                        "jdk.incubator.vector",
                        "org.jspecify.annotations")
                .allowEmptyShould(true) // until the module has its first class
                .check(MUNINN);
    }

    @Test
    void onednnKernelsKnowTheKernelContractOnly() {
        classes()
                .that()
                .resideInAPackage(ONEDNN)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ONEDNN,
                        "dev.muninn.kernels.training",
                        "dev.muninn.tensor",
                        "dev.muninn.error",
                        "java..",
                        "jdk.incubator.vector",
                        "org.jspecify.annotations")
                .because("its library is called without JavaCPP")
                .check(MUNINN);
    }

    @Test
    void evaluationKnowsTheEngineOnly() {
        classes()
                .that()
                .resideInAPackage(EVAL)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(EVAL)
                        .or(resideInAnyPackage(
                                "java..", "javax.imageio..", "tools.jackson..", "org.jspecify.annotations"))
                        .or(resideInAPackage(CHARTS))
                        .or(resideInAnyPackage(TASK_FILES, PARQUET))
                        .or(resideInAPackage("dev.muninn..").and(resideOutsideOfPackages(CLI, VECTOR, ONEDNN, TRAIN))))
                .because("whoever trains or serves can be evaluated; none of them is needed for it")
                .check(MUNINN);
    }

    @Test
    void onePackageOfTheEvaluationDraws() {
        noClasses()
                .that()
                .resideInAPackage(EVAL)
                .and()
                .resideOutsideOfPackage("dev.muninn.eval.proof.chart")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CHARTS, "java.awt..")
                .check(MUNINN);
    }

    @Test
    void theEngineDoesNotKnowItsEvaluation() {
        noClasses()
                .that()
                .resideOutsideOfPackages(EVAL, CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(EVAL)
                .check(MUNINN);
    }

    @Test
    void onlyTheCommandLineKnowsTheServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER, CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVER)
                .check(MUNINN);
        noClasses()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EVAL, "dev.muninn.train..", CLI)
                .because("server, eval and train are siblings on the engine")
                .check(MUNINN);
    }

    @Test
    void langChainIsALeafOnTheEngine() {
        classes()
                .that()
                .resideInAPackage(LANGCHAIN)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                LANGCHAIN, LANGCHAIN_API, "java..", "tools.jackson..", "org.jspecify.annotations")
                        .or(resideInAPackage("dev.muninn..")
                                .and(resideOutsideOfPackages(CLI, VECTOR, ONEDNN, TRAIN, EVAL, SERVER))))
                .check(MUNINN);
        noClasses()
                .that()
                .resideOutsideOfPackage(LANGCHAIN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LANGCHAIN, LANGCHAIN_API)
                .because("it serves whoever embeds Muninn, and nobody else needs it")
                .check(MUNINN);
    }

    @Test
    void theHubIsFoundAsAServiceAndKnowsTheEngineOnly() {
        classes()
                .that()
                .resideInAPackage(HUB)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        HUB,
                        "dev.muninn.locate",
                        "dev.muninn.error",
                        "java..",
                        "javax.net.ssl",
                        "tools.jackson..",
                        "com.google.errorprone.annotations",
                        "org.jspecify.annotations")
                .because("it fetches files, and knows nothing of what is in them")
                .check(MUNINN);
        noClasses()
                .that()
                .resideOutsideOfPackages(HUB, CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HUB)
                .because("ModelLocator finds it; who loads models from directories needs no HTTP client")
                .check(MUNINN);
    }

    @Test
    void onlyTheServersOwnHttpPackageKnowsJetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.muninn.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(MUNINN);
    }

    @Test
    void onlyKernelProvidersUseTheIncubator() {
        noClasses()
                .that()
                .resideOutsideOfPackages(VECTOR, ONEDNN)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .because("everything else must run without --add-modules")
                .check(MUNINN);
    }

    @Test
    void terminalLibrariesStayInTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.jline..")
                .check(MUNINN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.muninn.(**)").should().beFreeOfCycles().check(MUNINN);
    }

    @Test
    void onlyTheCommandLineExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .because("a library throws, its caller decides")
                .check(MUNINN);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should(ACCESS_STANDARD_STREAMS)
                .because("an embedder's output is not ours: throw, or emit an event")
                .check(MUNINN);
    }
}
