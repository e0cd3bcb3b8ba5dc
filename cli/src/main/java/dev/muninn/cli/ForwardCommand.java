package dev.muninn.cli;

import dev.muninn.Engine;
import dev.muninn.generate.ForwardPass;
import dev.muninn.model.StateInit;
import dev.muninn.weights.DType;
import dev.muninn.weights.SafetensorsWriter;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logits and states of a whole sequence, for looking at with other tools. */
@Command(
        name = "forward",
        description = "Writes logits and final states of a whole sequence at one depth to a safetensors file.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Tensors, all f32: logits (T, V); state (T, C), after the final norm; exit_pdf (loops, T) for models with an exit gate.",
            "",
            "Examples:",
            "  muninn forward --model huginn --recurrences 32 --out deep.safetensors \"The capital of Westphalia is\"",
            "  muninn forward --model tiny --ids 13,49,4 --recurrences 8 --init zero --out out.safetensors"
        })
final class ForwardCommand implements Callable<Integer> {
    @Mixin
    private Prompt prompt = new Prompt();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-r", "--recurrences"},
            paramLabel = "R",
            description = "Recurrences of every position. Default: the model's mean.")
    private @Nullable Integer recurrences;

    @Option(
            names = "--init",
            paramLabel = "noise|zero",
            description = "What a latent state starts from. Default: noise, keyed by seed and position.")
    private StateInit init = StateInit.NOISE;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the state noise. Default: 0.")
    private long seed;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "The file to write.")
    private Path out = Path.of("forward.safetensors");

    @Override
    public Integer call() {
        prompt.check();
        try (Engine engine = model.load()) {
            int[] tokens = prompt.tokens(engine);
            int depth = recurrences == null ? engine.model().config().meanRecurrence() : recurrences;
            ForwardPass pass = engine.forward(tokens, depth, init, seed);
            write(
                    pass,
                    tokens.length,
                    engine.model().config().vocab(),
                    engine.model().config().width());
            model.note(tokens.length + " positions at " + depth + " recurrences written to " + out);
            return 0;
        }
    }

    private void write(ForwardPass pass, int positions, int vocab, int width) {
        List<Declared> tensors = new ArrayList<>();
        tensors.add(Declared.of("logits", DType.F32, positions, vocab));
        tensors.add(Declared.of("state", DType.F32, positions, width));
        double[][] exits = pass.exitDistribution();
        if (exits.length > 0) {
            tensors.add(Declared.of("exit_pdf", DType.F32, exits.length, positions));
        }
        try (SafetensorsWriter writer = SafetensorsWriter.create(out, tensors, Map.of("format", "pt"))) {
            writer.writeFloats("logits", pass.logits());
            writer.writeFloats("state", pass.states());
            if (exits.length > 0) {
                writer.writeFloats("exit_pdf", flat(exits));
            }
            writer.commit();
        }
    }

    private static float[] flat(double[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        int at = 0;
        for (double[] row : rows) {
            for (double value : row) {
                flat[at++] = (float) value;
            }
        }
        return flat;
    }
}
