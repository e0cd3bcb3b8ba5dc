package dev.muninn.cli;

import static dev.muninn.fuzz.Fuzzing.utf8;
import static dev.muninn.fuzz.Fuzzing.worksOrComplains;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.fuzz.Fuzzing;
import dev.muninn.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PromptFuzzTest {
    private static final List<byte[]> GOOD = Stream.of("1", "1,2,3", " 13, 49 ,4", "2147483647,-1,+0", "１,٣", "1,,2")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    @Test
    void anyTextIsAListOfIdsOrAComplaint() {
        Mutations.run(
                GOOD,
                Fuzzing.RUNS,
                input -> worksOrComplains(
                        () -> assertThat(Prompt.parseIds(utf8(input))).isNotEmpty()));
    }
}
