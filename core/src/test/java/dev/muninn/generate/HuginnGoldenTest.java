package dev.muninn.generate;

import static dev.muninn.generate.Goldens.HUGINN;
import static dev.muninn.generate.Goldens.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Tokens, steps, exits, core passes and memory of the Huginn reference implementation, case by case. */
class HuginnGoldenTest {
    private static final JsonNode GOLDEN = Goldens.generate(HUGINN);
    private static final int[] PROMPT = ints(GOLDEN.get("prompt"));
    private static final Map<String, String> POLICIES = Map.of(
            "full", "full",
            "latest-m4", "latest",
            "always-last-m4", "last",
            "latest-m4-compress-s4", "latest+ring:1",
            "compress-s4", "ring:1",
            "compress-s8", "ring:2",
            "compress-anchor", "anchored:8");
    private static final Map<String, String> CRITERIA =
            Map.of("minp-kl", "min-p-kl", "argmax-stability", "argmax-stable");

    private final RecurrentModel model = Goldens.model(HUGINN);
    private final Generator generator = new Generator(model, 64, 1L << 30);

    private static Request.Builder request() {
        return Request.builder(PROMPT).maxTokens(20).init(StateInit.ZERO);
    }

    private Generated generate(Request.Builder request) {
        return generator.generate(request.build(), token -> true);
    }

    @TestFactory
    List<DynamicTest> greedy() {
        List<DynamicTest> tests = new ArrayList<>();
        GOLDEN.get("greedy").properties().forEach(entry -> {
            String[] parts = entry.getKey().split("\\.", -1);
            int recurrences = Integer.parseInt(parts[0].substring(1));
            boolean warm = parts.length > 2;
            String policy = POLICIES.get(parts[1]);
            if (policy != null) {
                tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Generated result = generate(request()
                            .recurrences(recurrences)
                            .slots(SlotPolicy.parse(policy))
                            .warmStart(warm));
                    assertThat(result.tokenIds())
                            .isEqualTo(ints(entry.getValue().get("tokens")));
                    if (!warm) {
                        int positions = PROMPT.length + 20 - 1;
                        assertThat(result.kvBytesPerToken() * positions / 1048576.0)
                                .isEqualTo(entry.getValue().get("kv_mib").asDouble());
                    }
                }));
            }
        });
        return tests;
    }

    @TestFactory
    List<DynamicTest> adaptive() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode golden : GOLDEN.get("adaptive")) {
            String criterion = golden.get("criterion").asString();
            String spec = CRITERIA.getOrDefault(criterion, criterion) + ":"
                    + golden.get("threshold").asString();
            String policy = Objects.requireNonNull(POLICIES.get(golden.get("kv").asString()));
            tests.add(DynamicTest.dynamicTest(spec + " " + policy, () -> {
                Generated result = generate(request()
                        .recurrences(golden.get("max_steps").asInt())
                        .slots(SlotPolicy.parse(policy))
                        .exit(ExitPolicy.of(ExitSpec.parse(spec))));
                assertThat(result.tokenIds()).isEqualTo(ints(golden.get("tokens")));
                assertThat(result.recurrences()).isEqualTo(ints(golden.get("steps")));
                boolean[] exited = new boolean[20];
                for (int i = 0; i < 20; i++) {
                    exited[i] = golden.get("exited").get(i).asBoolean();
                }
                assertThat(result.exited()).isEqualTo(exited);
            }));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> speculative() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode golden : GOLDEN.get("speculative")) {
            tests.add(DynamicTest.dynamicTest(golden.get("draft_steps") + "x" + golden.get("lookahead"), () -> {
                Generated result = generate(request()
                        .recurrences(golden.get("num_steps").asInt())
                        .decoding(new Decoding.Speculative(
                                golden.get("draft_steps").asInt(),
                                golden.get("lookahead").asInt())));
                assertThat(result.tokenIds()).isEqualTo(Arrays.copyOf(ints(golden.get("tokens")), 20));
            }));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> wavefront() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode golden : GOLDEN.get("wavefront")) {
            JsonNode params = golden.get("params");
            if (!golden.get("kv").asString().equals("latest-m4-compress-s4") || params.has("freeze_strategy")) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(params.toString(), () -> {
                Decoding.Wavefront settings = new Decoding.Wavefront(
                        params.get("inner_recurrence").asInt(),
                        params.get("headway").asInt(),
                        params.has("max_wavefront")
                                ? params.get("max_wavefront").asInt()
                                : 128,
                        params.get("ema_embeds").asDouble(),
                        params.get("exit_t").asDouble(),
                        params.get("state_noise_mixing").asDouble());
                Generated result = generate(
                        request().recurrences(golden.get("num_steps").asInt()).decoding(settings));
                assertThat(result.tokenIds()).isEqualTo(ints(golden.get("tokens")));
                assertThat(result.corePasses())
                        .isEqualTo(golden.get("core_passes").asLong());
            }));
        }
        return tests;
    }
}
