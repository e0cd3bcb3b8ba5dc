package dev.muninn.eval.harness.prompt;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.python.PythonLiteral;
import dev.muninn.eval.harness.python.PythonText;
import dev.muninn.eval.harness.task.Choices;
import dev.muninn.eval.harness.task.ShotConfig.Prompt;
import dev.muninn.eval.harness.task.Target;
import dev.muninn.eval.harness.task.TaskConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a task's rows. A template that is the name of a column stands for its value; what a template renders to is read as a number
 * or a list where the harness does so.
 */
final class Questions {
    private final TaskConfig task;
    private final Templates templates;

    Questions(TaskConfig task, Templates templates) {
        this.task = task;
        this.templates = templates;
    }

    /** A question: a text, or which of the choices is the context ({@link Long}). */
    Object text(Prompt prompt, Map<String, @Nullable Object> row) {
        Object found = value("doc_to_text", prompt.text(), row);
        if (found instanceof String text) {
            return countsAsIndex(text, prompt.text(), row) ? index("doc_to_text", text) : text;
        }
        if (found instanceof Long index && task.prompt().choices().isPresent()) {
            return index;
        }
        throw fault("doc_to_text", "found %s, wanted a text".formatted(PythonText.repr(found)));
    }

    /** An answer: a text, an index of a choice ({@link Long}), several ({@link List}), or what a column holds. */
    Object target(Target target, Map<String, @Nullable Object> row) {
        return switch (target) {
            case Target.Index(int index) -> (long) index;
            case Target.Fixed(List<String> answers) -> answers;
            case Target.Template(String template) -> {
                Object found = value("doc_to_target", template, row);
                if (found == null) {
                    throw fault("doc_to_target", "the column '%s' is empty here".formatted(template));
                }
                yield found instanceof String text && !row.containsKey(template) ? read(text, template, row) : found;
            }
        };
    }

    private Object read(String text, String template, Map<String, @Nullable Object> row) {
        if (countsAsIndex(text, template, row)) {
            return index("doc_to_target", text);
        }
        if (text.length() >= 2 && text.startsWith("[") && text.endsWith("]")) {
            try {
                return PythonLiteral.parse(text) instanceof List<?> list ? list : text;
            } catch (MuninnException e) {
                return text; // brackets that are no list
            }
        }
        return text;
    }

    /** Digits that a template renders to where there are choices; a column's text stays a text. */
    private boolean countsAsIndex(String text, String template, Map<String, @Nullable Object> row) {
        return !row.containsKey(template) && task.prompt().choices().isPresent() && PythonText.isDigits(text);
    }

    private Object index(String key, String text) {
        if (PythonLiteral.parse(text) instanceof Long index) {
            return index;
        }
        throw fault(key, "found '%s', wanted an index".formatted(text));
    }

    /** The choices of a row. */
    List<String> choices(Choices choices, Map<String, @Nullable Object> row) {
        if (choices instanceof Choices.Fixed(List<String> fixed)) {
            return fixed;
        }
        String template = ((Choices.Template) choices).template();
        Object found = value("doc_to_choice", template, row);
        if (found instanceof String text && !row.containsKey(template)) {
            try {
                found = PythonLiteral.parse(text);
            } catch (MuninnException e) {
                throw fault("doc_to_choice", "found '%s', wanted a list: %s".formatted(shown(text), e.getMessage()));
            }
        }
        List<String> texts = new ArrayList<>();
        if (found instanceof List<?> items && !items.isEmpty()) {
            for (Object item : items) {
                if (!(item instanceof String text)) {
                    throw fault("doc_to_choice", "found the choice %s, wanted a text".formatted(PythonText.repr(item)));
                }
                texts.add(text);
            }
            return texts;
        }
        throw fault("doc_to_choice", "found %s, wanted a list of texts".formatted(shown(PythonText.repr(found))));
    }

    /** A field that is the name of a column or a template; empty where there is none. */
    String field(String key, Optional<String> template, Map<String, @Nullable Object> row) {
        return template.filter(text -> !text.isEmpty())
                .map(text -> PythonText.str(value(key, text, row)))
                .orElse("");
    }

    private @Nullable Object value(String key, String template, Map<String, @Nullable Object> row) {
        if (row.containsKey(template)) {
            return row.get(template);
        }
        try {
            return templates.render(template, row);
        } catch (MuninnException e) {
            throw fault(key, "%s; the columns are %s".formatted(e.getMessage(), String.join(", ", row.keySet())));
        }
    }

    private static MuninnException fault(String key, String reason) {
        return new MuninnException(key + ": " + reason);
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
