package dev.muninn.cli.train;

import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.TaskText;
import dev.muninn.eval.task.Tasks;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.Recipe.LossWeights;
import java.util.Arrays;
import java.util.List;

/** Generated problems as documents: what a model has to write itself is the answer, worked steps included. */
final class TaskDocuments implements DocumentSource {
    private final TaskMixture problems;
    private final Tokenizer tokenizer;
    private final LossWeights loss;

    TaskDocuments(DataPart.Task part, Split split, long seed, Tokenizer tokenizer, LossWeights loss) {
        this.problems = new TaskMixture(
                List.of(new TaskMixture.Part(
                        Tasks.named(part.family()), Form.named(part.form()), 1, part.easiest(), part.hardest())),
                split,
                seed);
        this.tokenizer = tokenizer;
        this.loss = loss;
    }

    @Override
    public Document at(long index) {
        TaskMixture.Item item = problems.at(index);
        Growing growing = new Growing();
        tokenizer.bos().ifPresent(id -> growing.add(new int[] {id}, loss.other(), false));
        List<ChatMessage> chat = TaskText.chat(item.example(), item.form());
        List<ChatMessage> turns = chat.subList(1, chat.size()); // the first one is the switch, which documents do not have
        for (int i = 0; i < turns.size(); i += 2) {
            addTurn(growing, turns.get(i).content(), turns.get(i + 1).content());
        }
        tokenizer.eos().ifPresent(id -> growing.add(new int[] {id}, loss.answer(), false));
        String label = item.example().family() + "/" + item.example().difficulty() + "/"
                + item.form().label();
        return growing.document(label);
    }

    /** A question, the switch that a reply begins with ({@link TaskText}), and the rest of the reply. */
    private void addTurn(Growing growing, String question, String reply) {
        int colon = reply.indexOf(':') + 1;
        growing.add(tokenizer.encode(question + "\n" + reply.substring(0, colon), false), loss.other(), false);
        growing.add(tokenizer.encode(reply.substring(colon), false), loss.answer(), true);
        growing.add(tokenizer.encode("\n", false), loss.answer(), false);
    }

    /** A document that is not complete yet. */
    private static final class Growing {
        private int[] tokens = new int[256];
        private float[] weights = new float[256];
        private boolean[] answer = new boolean[256];
        private int count;

        void add(int[] more, double weight, boolean isAnswer) {
            while (count + more.length > tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * tokens.length);
                weights = Arrays.copyOf(weights, 2 * weights.length);
                answer = Arrays.copyOf(answer, 2 * answer.length);
            }
            System.arraycopy(more, 0, tokens, count, more.length);
            Arrays.fill(weights, count, count + more.length, (float) weight);
            Arrays.fill(answer, count, count + more.length, isAnswer);
            count += more.length;
        }

        Document document(String label) {
            return new Document(
                    Arrays.copyOf(tokens, count), Arrays.copyOf(weights, count), Arrays.copyOf(answer, count), label);
        }
    }
}
