package dev.muninn.eval.task;

import static dev.muninn.error.MuninnException.require;

import java.util.List;

/**
 * A problem: a context, the question asked of it, and more questions about the same context.
 *
 * @param family the {@link TaskFamily#name} of its family
 * @param difficulty depth of {@link #question}, and the greatest depth in {@link #questions}
 * @param content the context, written the same for every order of it that changes nothing; decides the {@link Split}
 * @param context what is told
 * @param question what is asked in the forms direct and steps
 * @param questions what is asked in the form many, in random order; {@link #question} is one of them
 */
public record Example(
        String family, int difficulty, String content, String context, Question question, List<Question> questions) {
    public Example {
        questions = List.copyOf(questions);
        require(
                question.depth() == difficulty && questions.contains(question),
                "a problem of %s: depth %d, difficulty %d; wanted the same, and the question among the %d questions",
                family,
                question.depth(),
                difficulty,
                questions.size());
    }

    /** Context and question. */
    public String prompt() {
        return prompt(question);
    }

    /** The context and one of the {@link #questions}. */
    public String prompt(Question asked) {
        return context + " " + asked.text();
    }

    public String steps() {
        return question.steps();
    }

    public String answer() {
        return question.answer();
    }
}
