package dev.muninn.eval.proof;

import dev.muninn.architecture.Architecture;
import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvGeometry;
import dev.muninn.config.SpecialTokens;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.TaskText;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.model.StateInit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.IntPredicate;

/**
 * A model that knows the answers: a byte a token, and a direct answer is right exactly at the depths that {@link Needs} allows. Its
 * states move until then, and stay.
 */
final class OracleModel implements RecurrentModel {
    /** What a problem needs. */
    interface Needs {
        /** Whether a direct answer at these recurrences is right. */
        IntPredicate right(Example problem);

        /** Recurrences after which its states stay. */
        int settled(Example problem);
    }

    private static final Architecture CONFIG =
            RavenFacts.of(256, 4, 1, 1, 4, 4, 1e-6f, 50000, 4096, 1, 2, 1, 8, 8, true, true, 0, SpecialTokens.NONE);

    static final Codec CODEC = new Codec() {
        @Override
        public int[] opening(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            int[] tokens = new int[bytes.length];
            Arrays.setAll(tokens, i -> bytes[i]);
            return tokens;
        }

        @Override
        public int[] continuation(String text) {
            return opening(text);
        }

        @Override
        public String text(int... tokens) {
            byte[] bytes = new byte[tokens.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) tokens[i];
            }
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    };

    private final Map<String, Example> problems = new HashMap<>();
    private final Needs needs;
    private final char end;
    private final Kernels kernels = new ScalarKernels();
    private final Map<KvCache, StringBuilder> texts = new WeakHashMap<>();

    OracleModel(List<Example> known, Needs needs) {
        this(known, needs, '\n');
    }

    /** @param end what it writes behind an answer */
    OracleModel(List<Example> known, Needs needs, char end) {
        this.end = end;
        known.forEach(problem -> problems.put(problem.prompt(), problem));
        this.needs = needs;
    }

    @Override
    public Architecture config() {
        return CONFIG;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public KvGeometry kvGeometry(KvFormat format) {
        return new KvGeometry(1, 2, 1, 4, 0, format);
    }

    @Override
    public void embed(List<Row> rows, Scratch scratch) {
        for (Row row : rows) {
            StringBuilder text = text(row);
            text.setLength(Math.max(text.length(), row.position + 1));
            text.setCharAt(row.position, (char) row.token);
        }
    }

    private StringBuilder text(Row row) {
        return texts.computeIfAbsent(row.cache, cache -> new StringBuilder());
    }

    @Override
    public void initState(Row row, StateInit init, long seed) {
        Arrays.fill(row.state, 0, 4, 1 + 0.1f * Math.floorMod(seed + row.position, 7));
    }

    @Override
    public void coreStep(List<Row> rows, Scratch scratch) {
        for (Row row : rows) {
            row.step++;
            int settled = problem(text(row).toString()).map(needs::settled).orElse(1);
            row.state[0] = 10 + row.position % 5;
            row.state[1] = row.step <= settled ? (row.step % 2 == 0 ? 9 : -9) : 1;
            row.state[2] = 0;
            row.state[3] = 0;
        }
    }

    @Override
    public void readout(List<Row> rows, Scratch scratch) {
        for (Row row : rows) {
            if (row.logits != null) {
                float[] logits = Objects.requireNonNull(row.logits);
                Arrays.fill(logits, 0);
                logits[next(text(row).substring(0, row.position + 1), row.step)] = 20;
            }
        }
    }

    private char next(String text, int recurrences) {
        Optional<Example> problem = problem(text);
        if (problem.isEmpty()) {
            return ' ';
        }
        boolean direct = !text.contains("\n" + TaskText.STEPS);
        String document = TaskText.document(problem.get(), direct ? Form.DIRECT : Form.STEPS);
        if (!document.startsWith(text) || document.equals(text)) {
            return '\n';
        }
        char right = document.charAt(text.length());
        if (right == '\n' && text.contains("\n" + TaskText.ANSWER)) {
            return end;
        }
        boolean knows = !direct || needs.right(problem.get()).test(recurrences);
        return knows || right == ' ' ? right : '?';
    }

    private Optional<Example> problem(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? Optional.empty() : Optional.ofNullable(problems.get(text.substring(0, end)));
    }

    @Override
    public void normedState(Row row, float[] out) {
        System.arraycopy(row.state, 0, out, 0, 4);
    }

    @Override
    public boolean injectsInput() {
        return true;
    }
}
