package dev.muninn.cache;

import static dev.muninn.fuzz.Fuzzing.utf8;
import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;
import dev.muninn.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotPolicyFuzzTest {
    private static final List<byte[]> GOOD = Stream.of(
                    "full",
                    "latest",
                    "last",
                    "ring:1",
                    "anchored:8",
                    "latest+ring:1",
                    "anchored:0+last",
                    "ring:4096",
                    "ring:99999999999")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyTextIsAPolicyOrAComplaint(byte[] input) {
        worksOrComplains(() -> {
            SlotPolicy policy = SlotPolicy.parse(utf8(input));
            if (!SlotPolicy.parse(policy.toString()).equals(policy)) {
                throw new AssertionError(policy);
            }
        });
    }

    @Test
    void manyNearlyGoodOnes() {
        Mutations.run(GOOD, Fuzzing.RUNS, this::anyTextIsAPolicyOrAComplaint);
    }
}
