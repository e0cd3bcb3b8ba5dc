package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Rope;
import dev.muninn.cli.Muninn.Run;
import dev.muninn.config.SpecialTokens;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.weights.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrofitCommandTest {
    @TempDir
    private Path directory;

    private Path base = Path.of("");

    @BeforeEach
    void writeBase() {
        base = directory.resolve("base");
        Architecture facts = new Architecture(
                "llama",
                40,
                16,
                64,
                1e-6f,
                1f,
                true,
                new Attention(
                        2, 1, 8, new Rope(Rope.Pairs.HALVES, 10_000, Rope.Scaling.NONE), Attention.Bias.NONE, false),
                32,
                Architecture.Norms.PRE,
                Architecture.FinalNorm.BEFORE_HEAD,
                Architecture.Stack.NONE,
                Architecture.Stack.of(3),
                Architecture.Stack.NONE,
                Loop.ONCE,
                SpecialTokens.NONE);
        StoredParameters.write(FreshParameters.of(facts, 1), base, DType.F32);
    }

    @Test
    void writesWhatOtherVerbsTake() {
        Path out = directory.resolve("looped");

        Run made = run("retrofit", base, "--core", "1-2", "--adapters", 4, "--targets", "qkv,down", "--out", out);

        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out()).contains("layers 1-2 of").contains("parameters to train");
        assertThat(out.resolve("base.json")).exists();
        Run forward =
                run("forward", "--model", out, "-r", 3, "--ids", "1,2,3", "--out", directory.resolve("f.safetensors"));
        assertThat(forward.status()).as(forward.err()).isZero();
    }

    @Test
    void complainsAboutWhatDoesNotFit() {
        Path out = directory.resolve("looped");
        assertThat(run("retrofit", base, "--core", "1-3", "--out", out).err())
                .contains("--core 1-3: the model's layers are 0 to 2");
        assertThat(run("retrofit", base, "--core", "1-2", "--targets", "q_proj", "--out", out)
                        .err())
                .contains("--targets: found 'q_proj', wanted some of qkv, attention_out, gate_up, down");
        assertThat(Files.exists(out)).isFalse();
    }
}
