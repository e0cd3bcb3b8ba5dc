package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.eval.Guessing;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Question;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskFamily;
import dev.muninn.eval.task.TaskText;
import dev.muninn.eval.task.Tasks;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Generated reasoning problems, to look at or to feed to another program. */
@Command(
        name = "tasks",
        description = {
            "Prints generated reasoning problems of which the depth is known. The same options print the same problems, on every"
                    + " machine; no problem is both train and held out, whatever the seeds.",
            "JSON: one object a line with family, difficulty, split, prompt, steps, answer, questions, and text: the document to train on."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn tasks                                            a problem of every family",
            "  muninn tasks --family chains --difficulty 4 --form steps",
            "  muninn tasks --family roads --form many --split held-out --count 3",
            "  muninn tasks --family hops --seed 7 --count 1000 --json > hops.jsonl",
            "  muninn tasks --table                                    difficulties, lengths, what guessing gets"
        })
final class TasksCommand implements Callable<Integer> {
    private static final int DEFAULT_DIFFICULTY = 3;
    private static final int MOST = 1_000_000;

    /** Problems behind a line of the table. */
    private static final int SAMPLE = 1000;

    @Option(
            names = "--family",
            paramLabel = "F",
            description = "chains, hand-offs, hops, sums, long-sums, quantities, roads or stories. Default: all.")
    private @Nullable String family;

    @Option(
            names = "--difficulty",
            paramLabel = "N",
            description = "Dependent steps to the answer; --table says what is counted. Default: ${DEFAULT-VALUE}.")
    private int difficulty = DEFAULT_DIFFICULTY;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description = "direct (answer at once), steps (think aloud) or many (questions over one context). Default:"
                    + " ${DEFAULT-VALUE}.")
    private String form = Form.DIRECT.label();

    @Option(names = "--seed", paramLabel = "S", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Problems of each family, number 0 first. Default: ${DEFAULT-VALUE}.")
    private int count = 1;

    @Option(names = "--split", paramLabel = "SPLIT", description = "train or held-out. Default: ${DEFAULT-VALUE}.")
    private String split = Split.TRAIN.label();

    @Option(names = "--json", description = "Print one JSON object a line instead of text.")
    private boolean json;

    @Option(
            names = "--table",
            description =
                    "Print, instead of problems, lengths in characters and guessing scores in percent, a line for each of"
                            + " some difficulties.")
    private boolean table;

    @Override
    public Integer call() {
        require(count >= 1 && count <= MOST, "--count is 1 to %d, found %d", MOST, count);
        require(!(table && json), "--table and --json exclude each other: give one of them");
        List<TaskFamily> families = family == null ? Tasks.all() : List.of(Tasks.named(family));
        Form asked = Form.named(form);
        Split from = Split.named(split);
        Output out = new Output();
        if (table) {
            out.println(table(families, from));
            return 0;
        }
        families.forEach(each -> each.checkDifficulty(difficulty)); // before the first line is printed
        for (TaskFamily each : families) {
            LongStream.range(0, count).forEach(index -> {
                Example example = each.example(seed, index, difficulty, from);
                out.println(json ? line(example, asked, from) : text(example, asked));
            });
        }
        return 0;
    }

    private static String text(Example example, Form form) {
        return "# " + example.family() + ", difficulty " + example.difficulty() + "\n"
                + TaskText.document(example, form);
    }

    private static String line(Example example, Form form, Split split) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("family", example.family());
        line.put("difficulty", example.difficulty());
        line.put("split", split.label());
        line.put("prompt", example.prompt());
        line.put("steps", example.steps());
        line.put("answer", example.answer());
        ArrayNode questions = line.putArray("questions");
        for (Question question : example.questions()) {
            questions
                    .addObject()
                    .put("question", question.text())
                    .put("answer", question.answer())
                    .put("depth", question.depth());
        }
        line.put("text", TaskText.document(example, form));
        return line.toString();
    }

    private String table(List<TaskFamily> families, Split from) {
        Table lines =
                Table.of("family", "difficulty", "direct", "steps", "many", "majority", "last", "most", "elimination");
        for (TaskFamily each : families) {
            Stream.iterate(each.easiest(), n -> n <= each.hardest(), n -> n < 4 ? n + 1 : n + 4)
                    .forEach(n -> addLine(lines, each, n, from));
        }
        StringBuilder text = new StringBuilder(lines.toString()).append('\n');
        families.forEach(
                each -> text.append(String.format(Locale.ROOT, "%n%s: %s", each.name(), each.difficultyMeans())));
        return text.toString();
    }

    private void addLine(Table lines, TaskFamily each, int n, Split from) {
        List<Example> sample = LongStream.range(0, SAMPLE)
                .mapToObj(index -> each.example(seed, index, n, from))
                .toList();
        Guessing guessing = Guessing.of(sample);
        lines.add(
                each.name(),
                Integer.toString(n),
                length(sample, Form.DIRECT),
                length(sample, Form.STEPS),
                length(sample, Form.MANY),
                percent(guessing.majority()),
                percent(guessing.lastMentioned()),
                percent(guessing.mostMentioned()),
                percent(guessing.elimination()));
    }

    private static String length(List<Example> sample, Form form) {
        double mean = sample.stream()
                .mapToInt(example -> TaskText.document(example, form).length())
                .average()
                .orElseThrow();
        return Long.toString(Math.round(mean));
    }

    private static String percent(double share) {
        return Long.toString(Math.round(100 * share));
    }
}
