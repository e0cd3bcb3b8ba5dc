package dev.muninn.eval.benchmark;

import static dev.muninn.error.MuninnException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A story of the bAbI tasks (Weston et al. 2015, arXiv:1502.05698).
 *
 * @param task 1 to 20
 * @param number of the story in its file, from 0
 */
record BabiStory(int task, int number, List<Line> lines) {
    private static final Pattern FILE = Pattern.compile("qa(\\d+)_.*");
    private static final Pattern LINE = Pattern.compile("(\\d+) (.*)");

    BabiStory {
        lines = List.copyOf(lines);
    }

    /**
     * A sentence, or a question.
     *
     * @param answer empty for a sentence
     */
    record Line(String text, String answer) {
        boolean asks() {
            return !answer.isEmpty();
        }
    }

    String label() {
        return "babi/%02d".formatted(task);
    }

    String group() {
        return "babi-" + task + "-" + number;
    }

    /** The stories of a file, whose name says the task: {@code qa2_...}. */
    static List<BabiStory> read(Path file) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        require(
                name.matches(),
                "%s: wanted a file of a bAbI task, named such as qa2_two-supporting-facts_train.txt",
                file);
        int task = Integer.parseInt(name.group(1));
        List<BabiStory> stories = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int row = 0;
        for (String text : BenchmarkFiles.lines(file)) {
            row++;
            Matcher line = LINE.matcher(text);
            require(line.matches(), "%s, line %d: '%s'; wanted a number, a space and a sentence", file, row, text);
            if (line.group(1).equals("1") && !lines.isEmpty()) {
                stories.add(new BabiStory(task, stories.size(), lines));
                lines = new ArrayList<>();
            }
            String[] parts = line.group(2).split("\t", -1);
            require(parts.length != 2, "%s, line %d: a question without supporting facts", file, row);
            lines.add(new Line(parts[0].strip(), parts.length > 1 ? parts[1].strip() : ""));
        }
        stories.add(new BabiStory(task, stories.size(), lines));
        return stories;
    }
}
