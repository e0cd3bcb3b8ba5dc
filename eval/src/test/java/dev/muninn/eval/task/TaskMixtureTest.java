package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.TaskMixture.Item;
import dev.muninn.eval.task.TaskMixture.Part;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TaskMixtureTest {
    private static final TaskMixture MIXTURE = new TaskMixture(
            List.of(new Part(Tasks.CHAINS, Form.MANY, 3, 0, 4), new Part(Tasks.HOPS, Form.DIRECT, 1, 2, 3)),
            Split.TRAIN,
            5);

    @Test
    void threadsAndResumedRunsSeeTheSame() {
        List<Item> inOrder = MIXTURE.from(0).limit(500).toList();
        List<Item> parallel =
                LongStream.range(0, 500).parallel().mapToObj(MIXTURE::at).toList();
        assertThat(parallel).isEqualTo(inOrder);
        assertThat(MIXTURE.from(490).limit(10).toList()).isEqualTo(inOrder.subList(490, 500));
        assertThat(inOrder.get(7).document())
                .isEqualTo(TaskText.document(
                        inOrder.get(7).example(), inOrder.get(7).form()));
        assertThat(new TaskMixture(MIXTURE.parts(), Split.TRAIN, 6).at(0)).isNotEqualTo(MIXTURE.at(0));
    }

    @Test
    void sharesAreTheWeightsAndDifficultiesAreEven() {
        List<Item> items = MIXTURE.from(0).limit(8000).toList();
        List<Item> chains = items.stream()
                .filter(item -> item.example().family().equals("chains"))
                .toList();
        assertThat(chains.size()).isBetween(5800, 6200);
        assertThat(chains).allMatch(item -> item.form() == Form.MANY);
        assertThat(chains.stream()
                        .collect(Collectors.groupingBy(item -> item.example().difficulty(), Collectors.counting()))
                        .values())
                .hasSize(5)
                .allMatch(count -> count > 1000 && count < 1400);
        assertThat(items)
                .allMatch(item ->
                        Split.of(item.example().family() + ":" + item.example().content()) == Split.TRAIN);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Part(Tasks.HOPS, Form.DIRECT, 1, 0, 3))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("wanted a range within 1 to 16");
        assertThatThrownBy(() -> new Part(Tasks.HOPS, Form.DIRECT, 1, 4, 3)).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> new Part(Tasks.HOPS, Form.DIRECT, 0, 1, 3))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("weight 0");
        assertThatThrownBy(() -> new TaskMixture(List.of(), Split.TRAIN, 1))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("0 parts");
    }
}
