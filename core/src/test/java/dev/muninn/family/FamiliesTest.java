package dev.muninn.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.JsonFields;
import dev.muninn.config.SpecialTokens;
import dev.muninn.weights.Checkpoint;
import dev.muninn.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every family: configs and names in both directions. */
class FamiliesTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    /** Facts of every family, the fullest first. */
    static Stream<Architecture> facts() throws IOException {
        List<Architecture> all = new ArrayList<>();
        for (String golden : List.of(
                "huginn-tiny",
                "ouro-tiny",
                "retrofit-llama",
                "dense/llama",
                "dense/llama-tied-llama3-rope",
                "dense/mistral",
                "dense/qwen2",
                "dense/qwen3")) {
            all.add(ModelDirectory.facts(GOLDENS.resolve(golden)));
        }
        all.add(RavenFacts.of(
                101, 42, 3, 3, 14, 37, 1e-6f, 50000, 96, 2, 1, 1, 6, 4, true, false, 4, SpecialTokens.NONE));
        String llama = Files.readString(GOLDENS.resolve("dense/llama/config.json"));
        all.add(parse(llama.replace("\"attention_bias\": false", "\"attention_bias\": true")));
        all.add(parse(llama.replace("\"rope_type\": \"default\"", "\"rope_type\": \"yarn\", \"factor\": 4.0")));
        all.add(parse(llama.replace("\"rope_type\": \"default\"", "\"rope_type\": \"linear\", \"factor\": 2.5")));
        all.add(parse(llama.replace(
                "\"rope_type\": \"default\"", "\"rope_type\": \"divisors\", \"divisors\": [1, 1.5, 2, 8]")));
        all.add(parse(nanbeige(llama, false)));
        all.add(parse(nanbeige(llama, true)));
        for (String base : List.of("llama", "qwen2", "qwen3")) {
            all.add(looped(ModelDirectory.facts(GOLDENS.resolve("dense/" + base))));
        }
        return all.stream();
    }

    private static String nanbeige(String llama, boolean skip) {
        return llama.replace("\"llama\"", "\"nanbeige\"")
                .replace("\"vocab_size\"", "\"num_loops\": 2, \"skip_loop_final_norm\": " + skip + ", \"vocab_size\"");
    }

    static Architecture looped(Architecture dense) {
        return dense.looped(
                "muninn_looped",
                Stack.of(1),
                Stack.of(1),
                Stack.of(1),
                new Loop(
                        new Depth.Sampled(4, 2),
                        Injection.BRIDGE,
                        Loop.Start.INPUT,
                        OptionalDouble.empty(),
                        Optional.of(new Adapters(3, 6, Set.of(Tensor.QKV, Tensor.ATTENTION_OUT, Tensor.DOWN)))));
    }

    private static Architecture parse(String json) {
        return Families.read(JsonFields.parse(json, "config.json"), Set.of());
    }

    @Test
    void everyFamilyIsTried() throws IOException {
        assertThat(facts().map(Architecture::family).collect(Collectors.toSet()))
                .isEqualTo(Families.all().stream().map(Family::name).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aConfigIsReadAsItWasWritten(Architecture facts) {
        Set<String> stored =
                Families.stored(Layout.of(facts)).stream().map(Stored::name).collect(Collectors.toSet());
        JsonFields written = JsonFields.parse(Families.toJson(facts), "written");
        assertThat(Families.read(written, stored)).isEqualTo(facts);
        assertThat(Families.read(written, Set.of())).as("without weights").isEqualTo(facts);
    }

    /** Every parameter has names, no name belongs to two, and what is stored fills what is named. */
    @ParameterizedTest
    @MethodSource("facts")
    void namesLeadToTheLayoutAndBack(Architecture facts) {
        Layout layout = Layout.of(facts);
        Set<String> names = new HashSet<>();
        for (Param param : layout.params()) {
            assertThat(layout.params().get(param.index())).isSameAs(param);
            List<Stored> stored = Families.stored(facts, param);
            assertThat(stored.stream().mapToLong(Stored::elements).sum()).isEqualTo(param.elements());
            for (Stored one : stored) {
                assertThat(one.param()).isSameAs(param);
                assertThat(names.add(one.name())).as(one.name()).isTrue();
            }
        }
        assertThat(layout.elements())
                .isEqualTo(Families.stored(layout).stream()
                        .mapToLong(Stored::elements)
                        .sum());
    }

    @ParameterizedTest
    @MethodSource("facts")
    void piecesFillTheirParameter(Architecture facts) {
        for (Param param : Layout.of(facts).params()) {
            int pieces = param.shape().pieces().stream().mapToInt(i -> i).sum();
            boolean vector = !param.matrix() && param.role() != Role.TAPS;
            assertThat(pieces)
                    .isEqualTo(vector ? param.shape().cols() : param.shape().rows());
        }
    }

    @Test
    void theCheckpointsOfTheReferencesHoldTheseNamesAndNoOthers() {
        for (String golden : List.of("dense/llama", "dense/qwen2", "dense/qwen3", "retrofit-llama", "ouro-tiny")) {
            Path directory = GOLDENS.resolve(golden);
            try (Checkpoint checkpoint = Checkpoint.open(directory)) {
                assertThat(Families.stored(Layout.of(ModelDirectory.facts(directory))).stream()
                                .map(Stored::name))
                        .containsExactlyInAnyOrderElementsOf(checkpoint.names());
            }
        }
    }

    /** Names as PEFT writes them, an A and a B for each matrix of the layer; none outside the core. */
    @Test
    void adaptersHaveTheNamesOfPeft() {
        Architecture facts = looped(ModelDirectory.facts(GOLDENS.resolve("dense/llama")));
        Map<String, List<Long>> adapters = Families.stored(Layout.of(facts)).stream()
                .filter(stored -> stored.param().adapter())
                .collect(Collectors.toMap(Stored::name, Stored::shape));
        assertThat(adapters)
                .hasSize(2 * (3 + 1 + 1))
                .containsEntry("model.layers.1.self_attn.q_proj.lora_A.weight", List.of(3L, 48L))
                .containsEntry("model.layers.1.self_attn.q_proj.lora_B.weight", List.of(48L, 3L))
                .containsEntry("model.layers.1.self_attn.k_proj.lora_B.weight", List.of(16L, 3L))
                .containsEntry("model.layers.1.mlp.down_proj.lora_A.weight", List.of(3L, 80L));
        assertThat(Layout.of(facts).params()).filteredOn(Param::adapter).allMatch(p -> p.part() == Part.CORE);
    }
}
