package dev.muninn.eval.harness.prompt;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.python.PythonText;
import java.util.ArrayList;
import java.util.List;

/** Whether the right answer is one of the choices: a label out of range would count every answer as wrong. */
public final class TargetCheck {
    private TargetCheck() {}

    /** The indices of the right choices. */
    public static List<Integer> inRange(Object target, List<String> choices) {
        List<Integer> right = new ArrayList<>();
        for (Object one : target instanceof List<?> several ? several : List.of(target)) {
            right.add(index(one, choices));
        }
        if (right.isEmpty()) {
            throw new MuninnException(
                    "doc_to_target: found no answer, wanted one of %d choices".formatted(choices.size()));
        }
        return right;
    }

    private static int index(Object one, List<String> choices) {
        if (one instanceof Long label) {
            return checked(label, choices);
        }
        if (one instanceof Boolean label) {
            return checked(label ? 1 : 0, choices);
        }
        if (one instanceof Double label && label == Math.rint(label)) {
            return checked(Math.round(label), choices);
        }
        int index = one instanceof String text ? choices.indexOf(text) : -1;
        if (index < 0) {
            throw new MuninnException(
                    "doc_to_target: found %s, wanted one of the choices %s".formatted(PythonText.repr(one), choices));
        }
        return index;
    }

    private static int checked(long label, List<String> choices) {
        if (label < 0 || label >= choices.size()) {
            throw new MuninnException("doc_to_target: found the label %d, wanted 0 to %d: there are %d choices"
                    .formatted(label, choices.size() - 1, choices.size()));
        }
        return (int) label;
    }

    static String choice(long label, List<String> choices) {
        return choices.get(checked(label, choices));
    }
}
