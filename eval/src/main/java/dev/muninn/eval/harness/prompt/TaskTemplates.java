package dev.muninn.eval.harness.prompt;

import dev.muninn.template.Dialect;
import dev.muninn.template.Template;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Templates of task files, each compiled once. */
public final class TaskTemplates implements Templates {
    private final Map<String, Template> compiled = new ConcurrentHashMap<>();

    @Override
    public String render(String template, Map<String, @Nullable Object> row) {
        return compiled.computeIfAbsent(template, source -> Template.compile(source, Dialect.TASK))
                .render(row);
    }
}
