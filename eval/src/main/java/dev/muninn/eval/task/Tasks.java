package dev.muninn.eval.task;

import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The families of problems. A context is 70 to 330 characters long up to difficulty 4 (quantities: 430), and
 * grows by 5 to 80 a step; {@code muninn tasks --table} measures it.
 */
public final class Tasks {
    public static final TaskFamily CHAINS = new TaskFamily(
            Chains.NAME, "operations from a given number to the variable asked for", 0, 16, new Chains());
    public static final TaskFamily HANDOFFS =
            new TaskFamily(Handoffs.NAME, "times the thing asked for changes hands", 0, 16, new Handoffs());
    public static final TaskFamily HOPS = new TaskFamily(Hops.NAME, "arrows to follow", 1, 16, new Hops());
    public static final TaskFamily SUMS =
            new TaskFamily(Sums.NAME, "additions of one-digit numbers", 1, 16, new Sums());
    public static final TaskFamily LONG_SUMS =
            new TaskFamily(LongSums.NAME, "digits of both numbers", 1, 16, new LongSums());
    public static final TaskFamily QUANTITIES = new TaskFamily(
            Quantities.NAME, "operations from a given number to the number asked for", 0, 16, new Quantities());
    public static final TaskFamily ROADS = new TaskFamily(
            Roads.NAME,
            "roads on the way; if there is none, roads on a way from each of both towns to elsewhere",
            1,
            10,
            new Roads());
    public static final TaskFamily STORIES = new TaskFamily(
            Stories.NAME,
            "events, each changing what the one before it left, to the number asked for",
            0,
            12,
            new Stories());

    private static final List<TaskFamily> ALL =
            List.of(CHAINS, HANDOFFS, HOPS, SUMS, LONG_SUMS, QUANTITIES, ROADS, STORIES);

    private Tasks() {}

    public static List<TaskFamily> all() {
        return ALL;
    }

    public static TaskFamily named(String name) {
        return ALL.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MuninnException("there is no family of problems '" + name + "'; wanted one of "
                        + ALL.stream().map(TaskFamily::name).collect(Collectors.joining(", "))));
    }
}
