package dev.muninn.weights;

import static dev.muninn.fuzz.Fuzzing.utf8;
import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;

class ShardIndexFuzzTest {
    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyTextIsAnIndexOrAComplaint(byte[] input) {
        worksOrComplains(() -> ShardIndex.parse(utf8(input), Checkpoint.INDEX_FILE));
    }
}
