package dev.muninn.eval.harness.prompt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders the templates of task files: Jinja, in which a name that a row has no column for is an error. */
@FunctionalInterface
public interface Templates {
    /** What {@code template} says of {@code row}, or an error with the line and the reason. */
    String render(String template, Map<String, @Nullable Object> row);
}
