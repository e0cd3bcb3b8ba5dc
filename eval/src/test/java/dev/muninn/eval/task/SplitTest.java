package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitTest {
    private static final int HELD_OUT = 10_000;
    private static final int TRAIN = 30_000;

    static Stream<TaskFamily> families() {
        return Tasks.all().stream();
    }

    /**
     * Over different seeds and low difficulties, where problems are few and come again: what is compared is the set of
     * a context's statements, without their order, as a reader sees them.
     */
    @ParameterizedTest
    @MethodSource("families")
    void noHeldOutProblemIsTrainedOn(TaskFamily family) {
        Set<String> train = new HashSet<>();
        for (int index = 0; index < TRAIN; index++) {
            train.add(statements(family, family.example(1, index, difficulty(family, index), Split.TRAIN)));
        }
        assertThat(train).as("different problems").hasSizeGreaterThan(TRAIN / 3);
        for (int index = 0; index < HELD_OUT; index++) {
            Example example = family.example(2, index, difficulty(family, index), Split.HELD_OUT);
            assertThat(train.contains(statements(family, example)))
                    .as(example.context())
                    .isFalse();
        }
    }

    private static int difficulty(TaskFamily family, int index) {
        return family.easiest() + index % 3;
    }

    /** Swaps and events keep their order, the sides of a swap, road or sum do not; written anew, not with the generators' code. */
    private static String statements(TaskFamily family, Example example) {
        String context = example.context();
        return switch (family.name()) {
            case "stories" -> context;
            case "hand-offs" -> {
                int swaps = context.lastIndexOf(" has the ");
                int end = context.indexOf('.', swaps) + 1;
                yield sorted(context.substring(0, end), "(?<=\\.) ")
                        + Arrays.stream(context.substring(end).split("\\."))
                                .map(swap -> sorted(swap.strip(), " and | swap"))
                                .collect(Collectors.joining(";"));
            }
            case "roads" ->
                Arrays.stream(context.replaceAll("Roads: |\\.", "").split(", "))
                        .map(road -> sorted(road, "-"))
                        .sorted()
                        .collect(Collectors.joining(";"));
            case "sums", "long-sums" ->
                Arrays.stream(context.split("(?<=\\.) "))
                        .map(let -> let.substring(0, 8) + sorted(let.substring(8, let.length() - 1), " \\+ "))
                        .sorted()
                        .collect(Collectors.joining(";"));
            default -> sorted(context, "(?<=\\.) ");
        };
    }

    private static String sorted(String text, String between) {
        return Arrays.stream(text.split(between)).sorted().collect(Collectors.joining(" "));
    }

    /** The hash decides for ever: these must never move. */
    @Test
    void anEighthIsHeldOutForEver() {
        List<Integer> heldOut = IntStream.range(0, 8000)
                .filter(i -> Split.of("problem " + i) == Split.HELD_OUT)
                .boxed()
                .toList();
        assertThat(heldOut.size()).isBetween(900, 1100);
        assertThat(heldOut).startsWith(2, 3, 9, 45, 46, 47, 56, 57, 92, 98, 103);
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> Split.named("test"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("wanted train or held-out");
        assertThatThrownBy(() -> Form.named("cot"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("wanted direct, steps or many");
        assertThatThrownBy(() -> Tasks.named("chain"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("wanted one of chains, hand-offs, hops");
        assertThat(Split.named("held-out")).isEqualTo(Split.HELD_OUT);
        assertThat(Form.named("many")).isEqualTo(Form.MANY);
        assertThat(Tasks.named("hops")).isSameAs(Tasks.HOPS);
    }
}
