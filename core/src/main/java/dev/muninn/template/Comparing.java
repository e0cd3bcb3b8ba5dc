package dev.muninn.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's comparisons. */
final class Comparing {
    private final Budget budget;

    Comparing(Budget budget) {
        this.budget = budget;
    }

    @SuppressWarnings("ReferenceEquality") // as Python does: what is the same is equal
    boolean equal(Object left, Object right) {
        budget.step();
        if (left == right) {
            return !Numbers.isNaN(left);
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return !Numbers.isNaN(left) && !Numbers.isNaN(right) && Numbers.compare(left, right) == 0;
        }
        String text = Values.asText(left);
        if (text != null) {
            return text.equals(Values.asText(right));
        }
        return switch (left) {
            case List<?> a ->
                right instanceof List<?> b
                        && left instanceof Range == right instanceof Range
                        && equalItems(Values.list(a), Values.list(b));
            case Tuple a -> right instanceof Tuple b && equalItems(a.items(), b.items());
            case Map<?, ?> a -> right instanceof Map<?, ?> b && equalDicts(a, b);
            case Undefined a -> right instanceof Undefined;
            default -> left.equals(right);
        };
    }

    private boolean equalItems(List<Object> left, List<Object> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<Object> others = right.iterator();
        for (Object item : left) {
            if (!equal(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean equalDicts(Map<?, ?> left, Map<?, ?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<Object, Object> entry : Values.dict(left).entrySet()) {
            Object key = Values.key(right, entry.getKey());
            if (key == null || !equal(entry.getValue(), Values.dict(right).getOrDefault(key, None.NONE))) {
                return false;
            }
        }
        return true;
    }

    /** One of {@code == != < <= > >= in} and {@code not in}. */
    boolean holds(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> !equal(left, right);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            case "<" -> ordered(left, right) && compare(left, right, operator) < 0;
            case "<=" -> ordered(left, right) && compare(left, right, operator) <= 0;
            case ">" -> ordered(left, right) && compare(left, right, operator) > 0;
            default -> ordered(left, right) && compare(left, right, operator) >= 0;
        };
    }

    /** False for NaN, which nothing is before or after. */
    private static boolean ordered(Object left, Object right) {
        return !(Numbers.isNumber(left) && Numbers.isNumber(right) && (Numbers.isNaN(left) || Numbers.isNaN(right)));
    }

    /** Below zero, zero or above, as the first comes before, with or after the second. */
    int compare(Object left, Object right, String operator) {
        budget.step();
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        String text = Values.asText(left);
        String other = Values.asText(right);
        if (text != null && other != null) {
            return Text.compare(text, other);
        }
        if (left instanceof Tuple a && right instanceof Tuple b) {
            return compareItems(a.items(), b.items(), operator);
        }
        if (left instanceof List<?> a
                && right instanceof List<?> b
                && !(left instanceof Range)
                && !(right instanceof Range)) {
            return compareItems(Values.list(a), Values.list(b), operator);
        }
        throw undefined(left, right) instanceof Undefined undefined
                ? undefined.failure()
                : TemplateFailure.of(
                        "'%s' and '%s' cannot be compared by '%s'",
                        Values.typeName(left), Values.typeName(right), operator);
    }

    static Object undefined(Object left, Object right) {
        return left instanceof Undefined ? left : right;
    }

    private int compareItems(List<Object> left, List<Object> right, String operator) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return compare(left.get(i), right.get(i), operator);
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    @SuppressWarnings("ReferenceEquality") // as Python does: what is the same is equal, NaN too
    boolean contains(Object container, Object wanted) {
        String text = Values.asText(container);
        if (text != null) {
            String part = Values.asText(wanted);
            if (part == null) {
                throw wanted instanceof Undefined undefined
                        ? undefined.failure()
                        : TemplateFailure.of("'in' a string wants a string, found '%s'", Values.typeName(wanted));
            }
            budget.steps(text.length() / 64);
            return text.contains(part);
        }
        if (container instanceof Map<?, ?> map) {
            return Values.key(map, wanted) != null;
        }
        if (!Values.isIterable(container)) {
            throw TemplateFailure.of("'in' wants something with members, found '%s'", Values.typeName(container));
        }
        Iterator<Object> items = Values.iterate(container);
        while (items.hasNext()) {
            Object item = items.next();
            if (item == wanted || equal(item, wanted)) {
                return true;
            }
        }
        return false;
    }
}
