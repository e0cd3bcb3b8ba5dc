package dev.muninn.generate;

import static dev.muninn.generate.Goldens.OURO;
import static dev.muninn.generate.Goldens.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.model.RecurrentModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Tokens and loops of an independent Ouro implementation, at fixed depth and with the learned gate. */
class OuroGoldenTest {
    private static final JsonNode GOLDEN = Goldens.generate(OURO);
    private static final int[] PROMPT = ints(GOLDEN.get("prompt"));

    private final RecurrentModel model = Goldens.model(OURO);
    private final Generator generator = new Generator(model, 64, 1L << 30);

    private Generated generate(Request.Builder request) {
        return generator.generate(request.maxTokens(16).build(), token -> true);
    }

    @TestFactory
    List<DynamicTest> fixedDepth() {
        List<DynamicTest> tests = new ArrayList<>();
        GOLDEN.get("greedy")
                .properties()
                .forEach(entry -> tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> {
                    int loops = Integer.parseInt(entry.getKey().substring("exit_at_step_".length()));
                    Generated result = generate(Request.builder(PROMPT).recurrences(loops));
                    assertThat(result.tokenIds())
                            .isEqualTo(ints(entry.getValue().get("tokens")));
                    assertThat(result.recurrences())
                            .isEqualTo(ints(entry.getValue().get("loops")));
                })));
        return tests;
    }

    @TestFactory
    List<DynamicTest> gated() {
        List<DynamicTest> tests = new ArrayList<>();
        GOLDEN.get("gated")
                .properties()
                .forEach(entry -> tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Generated result = generate(Request.builder(PROMPT)
                            .recurrences(model.config().meanRecurrence())
                            .exit(ExitPolicy.of(ExitSpec.parse("gate:" + entry.getKey()))
                                    .withAfterExit(ExitPolicy.AfterExit.FINISH)));
                    assertThat(result.tokenIds())
                            .isEqualTo(ints(entry.getValue().get("tokens")));
                    assertThat(result.recurrences())
                            .isEqualTo(ints(entry.getValue().get("loops")));
                })));
        return tests;
    }
}
