package dev.muninn.eval.harness.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What CPython 3.11 draws: {@code random.Random(seed)}. */
class PythonRandomTest {
    private static final int[][] SAMPLES = {{10, 3}, {21, 5}, {22, 5}, {100, 8}, {85, 6}, {7473, 5}, {5, 5}};

    private static JsonNode golden() throws IOException {
        try (InputStream in =
                PythonRandomTest.class.getResourceAsStream("/dev/muninn/eval/harness/python-random.json")) {
            return JsonMapper.shared().readTree(in);
        }
    }

    private static List<Integer> range(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    private static List<Integer> integers(JsonNode node) {
        List<Integer> all = new ArrayList<>();
        node.forEach(each -> all.add(each.asInt()));
        return all;
    }

    @Test
    void theSameSeedDrawsTheSame() throws IOException {
        for (Map.Entry<String, JsonNode> entry : golden().properties()) {
            long seed = Long.parseLong(entry.getKey());
            JsonNode wanted = entry.getValue();
            PythonRandom random = new PythonRandom(seed);
            wanted.path("random").forEach(value -> assertThat(random.random()).isEqualTo(value.asDouble()));
            for (int i = 0; i < SAMPLES.length; i++) {
                assertThat(new PythonRandom(seed).sample(range(SAMPLES[i][0]), SAMPLES[i][1]))
                        .as("seed %d, %d of %d", seed, SAMPLES[i][1], SAMPLES[i][0])
                        .isEqualTo(integers(wanted.path("sample").path(i)));
            }
            PythonRandom twice = new PythonRandom(seed);
            assertThat(twice.sample(range(7473), 3)).isEqualTo(integers(wanted.at("/twice/0")));
            assertThat(twice.sample(range(7473), 3)).isEqualTo(integers(wanted.at("/twice/1")));
            int[] chosen = new int[8];
            new PythonRandom(seed).choices(7, chosen);
            assertThat(IntStream.of(chosen).boxed().toList()).isEqualTo(integers(wanted.path("choices")));
        }
    }

    @Test
    void moreThanThereIsCannotBeDrawn() {
        assertThatThrownBy(() -> new PythonRandom(1).sample(range(3), 4))
                .isInstanceOf(MuninnException.class)
                .hasMessage("4 cannot be drawn out of 3");
    }
}
