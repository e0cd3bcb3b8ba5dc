package dev.muninn.template;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's {@code str} and {@code repr}. */
final class Printing {
    private final Budget budget;

    Printing(Budget budget) {
        this.budget = budget;
    }

    String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Markup markup -> markup.text();
            case Undefined undefined -> undefined.or("");
            default -> repr(value);
        };
    }

    String repr(Object value) {
        StringBuilder out = new StringBuilder();
        repr(value, out);
        budget.text(out.length());
        return out.toString();
    }

    private void repr(Object value, StringBuilder out) {
        budget.step();
        switch (value) {
            case None none -> out.append("None");
            case Boolean truth -> out.append(truth ? "True" : "False");
            case Long number -> out.append(number.longValue());
            case BigInteger number -> out.append(number);
            case Double number -> out.append(Numbers.repr(number));
            case String text -> {
                budget.text(text.length());
                Text.repr(text, out);
            }
            case Markup markup -> {
                out.append("Markup(");
                Text.repr(markup.text(), out);
                out.append(')');
            }
            case Range range -> out.append(range);
            case List<?> list -> items('[', Values.list(list), ']', out);
            case Tuple tuple -> {
                items('(', tuple.items(), tuple.items().size() == 1 ? ',' : ')', out);
                out.append(tuple.items().size() == 1 ? ")" : "");
            }
            case Map<?, ?> map -> dict(Values.dict(map), out);
            case View view -> {
                out.append(view.kind()).append('(');
                items('[', view.items(), ']', out);
                out.append(')');
            }
            case Undefined undefined -> out.append("Undefined");
            case Namespace namespace -> {
                out.append("<Namespace ");
                items(namespace, out);
                out.append('>');
            }
            case Loop loop -> out.append(loop.described());
            case Macro macro -> out.append(macro.described());
            case TemplateReference reference -> out.append("<TemplateReference None>");
            default -> out.append('<').append(Values.typeName(value)).append('>');
        }
    }

    private void items(Namespace namespace, StringBuilder out) {
        String separator = "{";
        for (Map.Entry<String, Object> entry : namespace.members().entrySet()) {
            out.append(separator);
            Text.repr(entry.getKey(), out);
            out.append(": ");
            repr(entry.getValue(), out);
            separator = ", ";
        }
        out.append(namespace.members().isEmpty() ? "{}" : "}");
    }

    private void items(char open, List<Object> items, char close, StringBuilder out) {
        out.append(open);
        Iterator<Object> each = items.iterator();
        while (each.hasNext()) {
            repr(each.next(), out);
            out.append(each.hasNext() ? ", " : "");
        }
        out.append(close);
    }

    private void dict(Map<Object, Object> dict, StringBuilder out) {
        String separator = "{";
        for (Map.Entry<Object, Object> entry : dict.entrySet()) {
            out.append(separator);
            repr(entry.getKey(), out);
            out.append(": ");
            repr(entry.getValue(), out);
            separator = ", ";
        }
        out.append(dict.isEmpty() ? "{}" : "}");
    }
}
