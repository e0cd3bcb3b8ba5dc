package dev.muninn.cli.doctor;

import dev.muninn.kernels.KernelChoice;
import dev.muninn.kernels.KernelProvider;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which kernels compute, and why others do not. */
record KernelFacts(KernelChoice choice) implements Section {
    private static final String REFERENCE = "scalar";

    static KernelFacts here() {
        return new KernelFacts(KernelChoice.best());
    }

    @Override
    public List<String> lines() {
        List<String> reasons = choice.reasons();
        return IntStream.range(0, reasons.size())
                .mapToObj(i -> (i == 0 ? "Kernels    " : "           ") + reasons.get(i))
                .toList();
    }

    @Override
    public void write(ObjectNode json) {
        ObjectNode node = json.putObject("kernels");
        node.put("inUse", choice.provider().name());
        node.put("description", choice.provider().description());
        ArrayNode reasons = node.putArray("reasons");
        choice.reasons().forEach(reasons::add);
    }

    /** Only the reference is left: everything works, some ten times slower than it could. */
    @Override
    public List<Problem> problems() {
        if (!choice.provider().name().equals(REFERENCE)) {
            return List.of();
        }
        List<KernelProvider> others = KernelProvider.installed().stream()
                .filter(provider -> !provider.name().equals(REFERENCE))
                .toList();
        if (others.isEmpty()) {
            return List.of(new Problem(
                    "the slow scalar kernels compute, no others are on the class path",
                    "add the jar muninn-kernels-vector, as ./muninn does"));
        }
        return others.stream()
                .map(provider -> new Problem(
                        "the slow scalar kernels compute, the " + provider.name() + " kernels cannot",
                        provider.unavailable().orElse("they are available now: try again")
                                + " (the launcher ./muninn passes every option)"))
                .toList();
    }
}
