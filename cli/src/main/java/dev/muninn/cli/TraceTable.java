package dev.muninn.cli;

import dev.muninn.generate.TokenEvent;
import dev.muninn.generate.TokenEvent.TraceStep;
import dev.muninn.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What every recurrence of a token would have said: a column a recurrence, folded to the width of the terminal. */
final class TraceTable {
    private static final int CELL = 9;
    private static final int LABEL = 7;
    private static final int WORD = 24;
    private static final char UNFINISHED = '\uFFFD';

    private final Tokenizer tokenizer;
    private final int columns;

    TraceTable(Tokenizer tokenizer, int width) {
        this.tokenizer = tokenizer;
        this.columns = Math.max(1, (width - LABEL) / CELL);
    }

    String of(TokenEvent token) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "position %d  %s  %d recurrences%s",
                token.position(),
                word(token.token(), WORD),
                token.recurrences(),
                token.exited() ? ", exited" : ""));
        List<TraceStep> steps = token.trace();
        for (int from = 0; from < steps.size(); from += columns) {
            List<TraceStep> part = steps.subList(from, Math.min(steps.size(), from + columns));
            lines.add(line("  r", part, step -> String.valueOf(step.recurrence())));
            lines.add(line("  moved", part, step -> String.format(Locale.ROOT, "%.4f", step.moved())));
            lines.add(line("  top", part, step -> word(step.tokens()[0], CELL - 1)));
            lines.add(line("  p", part, step -> String.format(Locale.ROOT, "%.3f", step.probabilities()[0])));
        }
        return String.join("\n", lines);
    }

    private static String line(String label, List<TraceStep> steps, Function<TraceStep, String> cell) {
        StringBuilder line = new StringBuilder(label).append(" ".repeat(LABEL - label.length()));
        for (TraceStep step : steps) {
            String text = cell.apply(step);
            line.append(" ".repeat(Math.max(1, CELL - text.length()))).append(text);
        }
        return line.toString();
    }

    /** A token's text; its id where it is but a part of a character. */
    private String word(int token, int most) {
        String text = tokenizer.decode(new int[] {token}, false);
        return text.isEmpty() || text.indexOf(UNFINISHED) >= 0 ? "#" + token : Printable.word(text, most);
    }
}
