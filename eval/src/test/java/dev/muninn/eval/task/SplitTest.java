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
     * What decides the split is what a reader sees, but for orders that change nothing; index and seed have no say. Over
     * different seeds, and low difficulties, where problems are few and come again.
     */
    @ParameterizedTest
    @MethodSource("families")
    void noHeldOutProblemIsTrainedOn(TaskFamily family) {
        Set<String> train = new HashSet<>();
        for (int index = 0; index < TRAIN; index++) {
            train.add(checkedContent(family, 1, index, Split.TRAIN));
        }
        assertThat(train).as("different problems").hasSizeGreaterThan(TRAIN / 3);
        for (int index = 0; index < HELD_OUT; index++) {
            String content = checkedContent(family, 2, index, Split.HELD_OUT);
            assertThat(train.contains(content)).as(content).isFalse();
        }
    }

    private static String checkedContent(TaskFamily family, long seed, int index, Split split) {
        Example example = family.example(seed, index, family.easiest() + index % 3, split);
        String content = content(family, example.context());
        assertThat(example.content()).isEqualTo(content);
        assertThat(Split.of(family.name() + ":" + content)).isEqualTo(split);
        return content;
    }

    /** Swaps and events keep their order, the sides of a swap, road or sum do not; written anew, from the text alone. */
    private static String content(TaskFamily family, String context) {
        return switch (family.name()) {
            case "stories" -> context;
            case "hand-offs" -> {
                int swaps = context.indexOf('.', context.lastIndexOf(" has the ")) + 1;
                yield sorted(Arrays.stream(context.substring(0, swaps).split("(?<=\\.) ")), " ")
                        + Arrays.stream(context.substring(swaps).split("\\."))
                                .filter(swap -> !swap.isEmpty())
                                .map(swap -> " "
                                        + sorted(Arrays.stream(swap.strip().split(" and | swap")), " and ") + " swap.")
                                .collect(Collectors.joining());
            }
            case "roads" ->
                sorted(
                        Arrays.stream(context.replaceAll("Roads: |\\.", "").split(", "))
                                .map(road -> sorted(Arrays.stream(road.split("-")), "-")),
                        ", ");
            case "sums", "long-sums" ->
                sorted(Arrays.stream(context.split("(?<=\\.) ")).map(SplitTest::sumInOrder), " ");
            default -> sorted(Arrays.stream(context.split("(?<=\\.) ")), " ");
        };
    }

    private static String sumInOrder(String let) {
        return let.substring(0, "Let x = ".length())
                + Arrays.stream(let.substring("Let x = ".length(), let.length() - 1)
                                .split(" \\+ "))
                        .map(Long::valueOf)
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" + "))
                + ".";
    }

    private static String sorted(Stream<String> parts, String between) {
        return parts.sorted().collect(Collectors.joining(between));
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
                .hasMessageContaining("wanted direct, steps, many or noted");
        assertThatThrownBy(() -> Tasks.named("chain"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("wanted one of chains, hand-offs, hops");
        assertThat(Split.named("held-out")).isEqualTo(Split.HELD_OUT);
        assertThat(Form.named("many")).isEqualTo(Form.MANY);
        assertThat(Tasks.named("hops")).isSameAs(Tasks.HOPS);
    }
}
