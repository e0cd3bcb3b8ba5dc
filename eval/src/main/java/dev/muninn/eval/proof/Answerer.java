package dev.muninn.eval.proof;

import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.AnswerCheck;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.TaskText;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Lets a subject write its answers with the engine's own generation, and checks the text. */
final class Answerer {
    private static final int AT_ONCE = 48;

    private final Subject subject;
    private final Context context;
    /** Whether a token has a line feed, by id. */
    private final Map<Integer, Boolean> lineFeeds = new HashMap<>();

    Answerer(Subject subject, Context context) {
        this.subject = subject;
        this.context = context;
    }

    /** A problem, what was written, and what it took. */
    record Answer(Example problem, String text, boolean right, Generated result) {
        Optional<String> said() {
            return AnswerCheck.answer(text);
        }

        /** Rows through the core, each counted at each recurrence. */
        long coreRows() {
            return (long) result.promptTokens() * result.prefillRecurrences() + result.corePasses() - 1;
        }

        /** Positions that were thought about: the prompt's, and every drawn token's but the last one; a stop token is drawn too. */
        int positions() {
            int drawn = result.tokens().size() + (result.finish() == Finish.STOP ? 1 : 0);
            return result.promptTokens() + Math.max(0, drawn - 1);
        }

        /** Mean recurrences of a position. */
        double recurrences() {
            return (double) coreRows() / positions();
        }

        /** Blocks passed by all positions: the token × layer passes. */
        long layerPasses(Subject subject) {
            var config = subject.model().config();
            return (long) positions()
                            * (config.prelude().blocks() + config.coda().blocks())
                    + coreRows() * config.core().blocks();
        }

        long kvBytes() {
            return result.kvBytesPerToken() * positions();
        }
    }

    static Share share(List<Answer> answers) {
        return new Share(Math.toIntExact(answers.stream().filter(Answer::right).count()), answers.size());
    }

    /**
     * Answers {@code problems}, or the first of them if the user wants an end. Problem i has seed {@code seed + i}.
     *
     * @param wishes sets recurrences and all else
     */
    List<Answer> answer(List<Example> problems, Form form, long seed, UnaryOperator<Request.Builder> wishes) {
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < problems.size() && !context.stopped(); from += AT_ONCE) {
            List<Example> batch = problems.subList(from, Math.min(problems.size(), from + AT_ONCE));
            List<Request> requests = new ArrayList<>();
            List<TokenListener> listeners = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                requests.add(request(batch.get(i), form, seed + from + i, wishes));
                listeners.add(untilAnswered(form));
            }
            List<Generated> results = subject.generator().generate(requests, listeners);
            for (int i = 0; i < batch.size(); i++) {
                answers.add(answer(batch.get(i), form, results.get(i)));
            }
            context.did((long) batch.size() * requests.getFirst().recurrences());
        }
        return answers;
    }

    private Answer answer(Example problem, Form form, Generated result) {
        String text = subject.codec().text(result.tokenIds());
        boolean marked = form == Form.DIRECT || text.contains(TaskText.ANSWER);
        return new Answer(problem, text, marked && AnswerCheck.correct(problem.question(), text), result);
    }

    private Request request(Example problem, Form form, long seed, UnaryOperator<Request.Builder> wishes) {
        int[] prompt = subject.codec().opening(TaskText.opening(problem, form));
        int expected = subject.codec().continuation(reply(problem, form)).length;
        Request.Builder builder = Request.builder(prompt)
                .maxTokens(expected + expected / 4 + 4)
                .stopTokens(subject.stopTokens())
                .seed(seed);
        return wishes.apply(builder).build();
    }

    private static String reply(Example problem, Form form) {
        String answer = " " + problem.answer() + "\n";
        return form == Form.STEPS ? " " + problem.steps() + "\n" + TaskText.ANSWER + answer : answer;
    }

    private TokenListener untilAnswered(Form form) {
        List<Integer> tokens = new ArrayList<>();
        return event -> {
            tokens.add(event.token());
            return !hasLineFeed(event.token()) || !answered(text(tokens), form);
        };
    }

    private boolean hasLineFeed(int token) {
        return lineFeeds.computeIfAbsent(token, id -> subject.codec().text(id).contains("\n"));
    }

    private String text(List<Integer> tokens) {
        return subject.codec().text(tokens.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether the answer's line has come to its end. */
    private static boolean answered(String text, Form form) {
        int marker = text.indexOf(TaskText.ANSWER);
        if (marker >= 0) {
            String answer = text.substring(marker + TaskText.ANSWER.length());
            return answer.indexOf('\n') >= 0;
        }
        return form == Form.DIRECT && text.stripLeading().indexOf('\n') >= 0;
    }
}
