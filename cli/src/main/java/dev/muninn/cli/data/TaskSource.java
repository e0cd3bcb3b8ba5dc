package dev.muninn.cli.data;

import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Statement;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.TaskText;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.recipe.Recipe.LossWeights;
import java.util.Arrays;
import java.util.List;

/**
 * Generated problems as documents. What a model is to write itself, the steps, the answer and the end of its turn, counts as an answer
 * in the loss; what it is told counts as other text. What is told and what is written are encoded apart, as they are when the model is
 * asked.
 *
 * @param begin token before every document
 * @param endTurn token after every reply
 */
public record TaskSource(TaskMixture problems, TextEncoder encoder, int begin, int endTurn, LossWeights loss)
        implements DocumentSource {
    @Override
    public Document at(long index) {
        TaskMixture.Item item = problems.at(index);
        Draft draft = new Draft();
        draft.add(new int[] {begin}, loss.other(), false);
        List<ChatMessage> turns = TaskText.chat(item.example(), item.form());
        String told = "";
        if (item.form() == Form.NOTED) {
            told = addNoted(draft, item.example());
        }
        for (int i = 1; i < turns.size(); i += 2) { // the switch comes first: documents do without it
            String prompt = turns.get(i).content() + "\n";
            addTurn(
                    draft,
                    i == 1 ? prompt.substring(told.length()) : "\n" + prompt,
                    turns.get(i + 1).content(),
                    item.form());
        }
        return draft.document(item.example().family() + "/" + item.example().difficulty() + "/"
                + item.form().label());
    }

    /** The context with some values noted, each of which counts as an answer in the loss, though no question asks for it. */
    private String addNoted(Draft draft, Example example) {
        StringBuilder told = new StringBuilder();
        for (Statement statement : example.noted()) {
            String space = told.isEmpty() ? "" : " ";
            draft.add(encoder.encode(space + statement.text()), loss.other(), false);
            if (!statement.value().isEmpty()) {
                draft.add(encoder.encode(" " + statement.value()), loss.answer(), false);
                draft.add(encoder.encode("."), loss.other(), false);
            }
            told.append(space).append(statement.withValue());
        }
        return told.toString();
    }

    private void addTurn(Draft draft, String prompt, String reply, Form form) {
        int answer = reply.lastIndexOf(TaskText.ANSWER) + TaskText.ANSWER.length();
        int told = form == Form.STEPS ? TaskText.STEPS.length() : answer;
        draft.add(encoder.encode(prompt + reply.substring(0, told)), loss.other(), false);
        draft.add(encoder.encode(reply.substring(told, answer)), loss.answer(), false);
        draft.add(encoder.encode(reply.substring(answer)), loss.answer(), true);
        draft.add(new int[] {endTurn}, loss.answer(), true);
    }

    /** A document that is not complete yet. */
    private static final class Draft {
        private int[] tokens = new int[256];
        private float[] weights = new float[256];
        private boolean[] answer = new boolean[256];
        private int count;

        void add(int[] more, double weight, boolean answers) {
            int total = count + more.length;
            if (total > tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * total);
                weights = Arrays.copyOf(weights, 2 * total);
                answer = Arrays.copyOf(answer, 2 * total);
            }
            System.arraycopy(more, 0, tokens, count, more.length);
            Arrays.fill(weights, count, total, (float) weight);
            Arrays.fill(answer, count, total, answers);
            count = total;
        }

        Document document(String label) {
            return new Document(
                    Arrays.copyOf(tokens, count), Arrays.copyOf(weights, count), Arrays.copyOf(answer, count), label);
        }
    }
}
