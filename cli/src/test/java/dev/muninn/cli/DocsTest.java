package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Documents say what is there: their commands are words that the command line takes, their links lead to files, the reference is today's help. */
class DocsTest {
    private static final Path HOME = Path.of("..");
    private static final Path REFERENCE = HOME.resolve("docs/reference.md");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#]+)(#[^)]*)?\\)");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|(\\S+)");

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String place : List.of("", "docs", "models/muninn-mini", "recipes", "eval")) {
            try (Stream<Path> files = Files.list(HOME.resolve(place))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsAreTaken(Path document) throws IOException {
        String text = Files.readString(document).replace("\\\n", " ");
        for (String line : text.lines().toList()) {
            String command = line.strip().replaceFirst("^\\$ ", "");
            if (command.startsWith("./muninn ") || command.startsWith("muninn ") && line.startsWith("    ")) {
                List<String> words = words(command);
                assertThatCode(() -> Main.commandLine().parseArgs(words.toArray(String[]::new)))
                        .as("%s: %s", document, command)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** As a shell reads them, up to a comment, a pipe or a redirection; remarks after wide space are comments too. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.replaceFirst(" {5,}[a-z].*", ""));
        while (word.find()) {
            String plain = word.group(3);
            if (plain != null
                    && (plain.startsWith("#")
                            || Stream.of("|", ">", "&&", "&", ";").anyMatch(plain::equals))) {
                break;
            }
            words.add(plain != null ? plain : word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words.subList(1, words.size());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFiles(Path document) throws IOException {
        Matcher link = LINK.matcher(Files.readString(document));
        while (link.find()) {
            assertThat(document.resolveSibling(link.group(1).strip()))
                    .as("%s links to %s", document, link.group(1))
                    .exists();
        }
    }

    /** {@code -Dmuninn.update=true} writes it. */
    @Test
    void theReferenceIsTheHelp() throws IOException {
        StringBuilder text =
                new StringBuilder("# Reference\n\nThe help of every verb, as `./muninn VERB --help` prints it.\n");
        append(Main.commandLine(), text);
        if (Boolean.getBoolean("muninn.update")) {
            Files.writeString(REFERENCE, text);
        }
        assertThat(REFERENCE).hasContent(text.toString());
    }

    private static void append(CommandLine verb, StringBuilder text) {
        verb.setUsageHelpWidth(120);
        text.append("\n## ").append(verb.getCommandSpec().qualifiedName()).append("\n\n```\n");
        text.append(verb.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing())
                .append("\n```\n");
        verb.getSubcommands().values().stream().distinct().forEach(inner -> append(inner, text));
    }
}
