package dev.muninn.cli.doctor;

import dev.muninn.kernels.training.LinearProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which kernels would compute the linear layers of a training.
 *
 * @param linear one line a provider, best first
 */
record TrainingFacts(List<String> linear) implements Section {
    static TrainingFacts here() {
        List<String> lines = new ArrayList<>();
        boolean chosen = false;
        for (LinearProvider provider : LinearProvider.installed()) {
            Optional<String> why = provider.unavailable();
            lines.add(provider.name() + ": "
                    + why.map(reason -> "not available, " + reason).orElseGet(provider::description));
            if (why.isEmpty() && !chosen) {
                chosen = true;
                lines.set(lines.size() - 1, lines.getLast() + " (would be used)");
            }
        }
        return new TrainingFacts(List.copyOf(lines));
    }

    @Override
    public List<String> lines() {
        return IntStream.range(0, linear.size())
                .mapToObj(i -> (i == 0 ? "Training   " : "           ") + linear.get(i))
                .toList();
    }

    @Override
    public void write(ObjectNode json) {
        ArrayNode lines = json.putObject("training").putArray("linear");
        linear.forEach(lines::add);
    }
}
