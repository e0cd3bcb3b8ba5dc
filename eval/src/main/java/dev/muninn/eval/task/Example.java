package dev.muninn.eval.task;

import static dev.muninn.error.MuninnException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A problem: a context, the question asked of it, and more questions about the same context.
 *
 * @param family the {@link TaskFamily#name} of its family
 * @param difficulty depth of {@link #question}, and the greatest depth in {@link #questions}
 * @param content the context, written the same for every order of it that changes nothing; decides the {@link Split}
 * @param told the context, sentence by sentence
 * @param question what is asked in the forms direct and steps
 * @param questions what is asked in the form many, in random order; {@link #question} is one of them
 */
public record Example(
        String family,
        int difficulty,
        String content,
        List<Statement> told,
        Question question,
        List<Question> questions) {
    /** Distinguishes the choice of notes from everything else that is drawn. */
    private static final long NOTES = 0x6E6F746573L;

    public Example {
        told = List.copyOf(told);
        questions = List.copyOf(questions);
        require(
                question.depth() == difficulty && questions.contains(question),
                "a problem of %s: depth %d, difficulty %d; wanted the same, and the question among the %d questions",
                family,
                question.depth(),
                difficulty,
                questions.size());
    }

    /** A problem whose context has no values to note. */
    public Example(
            String family,
            int difficulty,
            String content,
            String context,
            Question question,
            List<Question> questions) {
        this(family, difficulty, content, List.of(Statement.plain(context)), question, questions);
    }

    /** What is told. */
    public String context() {
        return told.stream().map(Statement::text).collect(Collectors.joining(" "));
    }

    /**
     * The context with some values left to note: in a third of the contexts none, in a third about half of them, in a third most. Which
     * ones depends on the content alone.
     */
    public List<Statement> noted() {
        TaskRandom random = TaskRandom.at(NOTES, Split.hash(content));
        int inFour = List.of(0, 2, 3).get(random.below(3));
        List<Statement> noted = new ArrayList<>();
        for (Statement statement : told) {
            noted.add(random.below(4) < inFour ? statement : Statement.plain(statement.text()));
        }
        return noted;
    }

    /** Context and question. */
    public String prompt() {
        return prompt(question);
    }

    /** The context and one of the {@link #questions}. */
    public String prompt(Question asked) {
        return context() + " " + asked.text();
    }

    public String steps() {
        return question.steps();
    }

    public String answer() {
        return question.answer();
    }
}
