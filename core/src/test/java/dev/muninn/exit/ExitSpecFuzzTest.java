package dev.muninn.exit;

import static dev.muninn.fuzz.Fuzzing.utf8;
import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;
import dev.muninn.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitSpecFuzzTest {
    private static final List<byte[]> GOOD = Stream.of(
                    "none",
                    "latent-diff:0.03",
                    "cosine:1e-3",
                    "kl:5e-4",
                    "min-p-kl",
                    "entropy-diff:0.5",
                    "argmax-stable:5",
                    "acceleration:0x1p-3",
                    "gate:0.9",
                    "kl:NaN",
                    "gate:-Infinity")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyTextIsACriterionOrAComplaint(byte[] input) {
        worksOrComplains(() -> ExitSpec.parse(utf8(input)));
    }

    @Test
    void manyNearlyGoodOnes() {
        Mutations.run(GOOD, Fuzzing.RUNS, this::anyTextIsACriterionOrAComplaint);
    }
}
