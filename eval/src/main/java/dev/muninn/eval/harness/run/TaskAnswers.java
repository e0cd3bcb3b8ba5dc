package dev.muninn.eval.harness.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that was said to a task's questions: by setting, one entry a question, empty where it was not asked. */
public final class TaskAnswers {
    private final PlannedTask planned;
    private final Map<Setting, Optional<Answer>[]> answers = new TreeMap<>();

    TaskAnswers(PlannedTask planned) {
        this.planned = planned;
    }

    public PlannedTask planned() {
        return planned;
    }

    void put(Setting setting, int item, Answer answer) {
        answers.computeIfAbsent(setting, _ -> nothing(planned.items().size()))[item] = Optional.of(answer);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can only be made this way
    private static Optional<Answer>[] nothing(int size) {
        Optional[] none = new Optional[size];
        java.util.Arrays.fill(none, Optional.empty());
        return none;
    }

    /** Settings of which there is something, in order. */
    public List<Setting> settings() {
        return List.copyOf(answers.keySet());
    }

    public List<Optional<Answer>> at(Setting setting) {
        Optional<Answer>[] found = answers.get(setting);
        return found == null ? List.of() : List.of(found);
    }

    /** Whether every question was answered at every one of {@code settings}. */
    boolean complete(List<Setting> settings) {
        return settings.stream()
                .allMatch(setting ->
                        answers.containsKey(setting) && at(setting).stream().allMatch(Optional::isPresent));
    }
}
