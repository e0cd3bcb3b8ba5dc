package dev.muninn.eval.harness.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of {@code filter_list}: steps that make an answer of what was written. */
public record FilterConfig(String name, List<Step> steps) {
    /** One step and its arguments. */
    public record Step(String function, Map<String, @Nullable Object> arguments) {}
}
