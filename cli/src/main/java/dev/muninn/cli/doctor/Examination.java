package dev.muninn.cli.doctor;

import dev.muninn.cli.bench.Effort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at everything, and says it as it goes. */
public final class Examination {
    private final Consumer<String> say;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();
    private final List<Problem> problems = new ArrayList<>();

    /** {@code say} takes the lines for people. */
    public Examination(Consumer<String> say) {
        this.say = say;
    }

    /**
     * Examines; afterwards {@link #json} and {@link #problems} are complete.
     *
     * @param smallModel finds, or writes, a directory with a tokenizer
     * @param terminal whether somebody watches
     */
    public void run(Effort effort, Supplier<Path> smallModel, boolean terminal) {
        add(JavaFacts.here());
        MachineFacts machine = MachineFacts.here();
        add(machine);
        KernelFacts kernels = KernelFacts.here();
        add(kernels);
        add(TrainingFacts.here());
        Effort affordable = effort.within(machine.memory().availableBytes() / 4);
        SpeedFacts speed = SpeedFacts.measure(
                kernels.choice().provider(), machine.processor().cores(), affordable);
        add(speed);
        add(new ModelSizes(machine.memory().availableBytes(), speed.bytesPerSecond()));
        add(TokenizerFacts.of(smallModel));
        add(TerminalFacts.of(terminal));
        reportProblems();
    }

    private void add(Section section) {
        section.lines().forEach(say);
        section.write(json);
        problems.addAll(section.problems());
    }

    private void reportProblems() {
        ArrayNode all = json.putArray("problems");
        for (Problem problem : problems) {
            say.accept("WRONG      " + problem.what());
            say.accept("           cure: " + problem.cure());
            all.addObject().put("what", problem.what()).put("cure", problem.cure());
        }
        if (problems.isEmpty()) {
            say.accept("All is well.");
        }
    }

    public ObjectNode json() {
        return json;
    }

    public List<Problem> problems() {
        return List.copyOf(problems);
    }
}
