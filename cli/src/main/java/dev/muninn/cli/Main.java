package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** The command line: one class a verb, wiring and nothing else. */
@Command(
        name = "muninn",
        description = "Language models that think in latent space before they speak: recurrent depth on the JVM.",
        synopsisSubcommandLabel = "VERB",
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Start here:",
            "  muninn generate \"Let a = 4. Let b = a + 3. Let c = b * 2. What is c?\"",
            "  muninn chat                                      with the small model that ships",
            "  muninn generate --model hf:ORG/NAME \"The capital of Westphalia is\"",
            "  muninn VERB --help                               every option, with examples"
        })
public final class Main {
    /** Something a user can act on went wrong. */
    static final int FAILED = 1;

    /** In the order of the overview. */
    private static final List<Class<?>> VERBS = List.of(
            GenerateCommand.class,
            ChatCommand.class,
            ServeCommand.class,
            ModelsCommand.class,
            InspectCommand.class,
            QuantizeCommand.class,
            RetrofitCommand.class,
            ForwardCommand.class,
            TokenizerCommand.class,
            TasksCommand.class,
            DataCommand.class,
            SampleCommand.class,
            TrainCommand.class,
            ReproduceCommand.class,
            EvalCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            HelpCommand.class);

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command line; its exit status is 0, 1 for an error with a message, 2 for words that are off, 130 after Ctrl-C. */
    static int run(String... args) {
        return commandLine(args).execute(args);
    }

    /** All verbs. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        VERBS.forEach(commandLine::addSubcommand);
        return finished(commandLine);
    }

    /** As many verbs as these words need: reading the options of all of them by reflection is most of a short start. */
    private static CommandLine commandLine(String... args) {
        CommandLine commandLine = new CommandLine(new Main());
        if (args.length == 0 || args[0].startsWith("-")) {
            VERBS.forEach(verb -> commandLine.addSubcommand(summary(verb)));
            return finished(commandLine);
        }
        for (Class<?> verb : VERBS) {
            if (verb != HelpCommand.class && name(verb).equals(args[0])) {
                return finished(commandLine.addSubcommand(verb));
            }
        }
        return commandLine();
    }

    private static String name(Class<?> verb) {
        return verb.getAnnotation(Command.class).name();
    }

    /** A verb's line in the overview. */
    private static CommandSpec summary(Class<?> verb) {
        Command command = verb.getAnnotation(Command.class);
        CommandSpec spec = CommandSpec.create().name(command.name());
        spec.usageMessage().header(command.header()).description(command.description());
        return spec;
    }

    /** What is the same for all verbs, above all what becomes of errors. */
    private static CommandLine finished(CommandLine commandLine) {
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commandLine.setParameterExceptionHandler((e, words) -> {
            System.err.println("muninn: " + Printable.line(String.valueOf(e.getMessage())) + "; see '"
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof ClosedPipe) {
                return CommandLine.ExitCode.OK;
            }
            if (e instanceof MuninnException) {
                System.err.println("muninn: " + e.getMessage());
                return FAILED;
            }
            System.err.println("muninn: this is a fault of Muninn's, not of yours: " + e
                    + (System.getenv("MUNINN_STACKTRACE") == null ? "; MUNINN_STACKTRACE=1 shows where" : ""));
            if (System.getenv("MUNINN_STACKTRACE") != null) {
                e.printStackTrace();
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"muninn " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
