package dev.muninn.eval.harness.prompt;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.data.DataSet;
import dev.muninn.eval.harness.data.Rows;
import dev.muninn.eval.harness.python.PythonText;
import dev.muninn.eval.harness.task.Choices;
import dev.muninn.eval.harness.task.OutputType;
import dev.muninn.eval.harness.task.ShotConfig;
import dev.muninn.eval.harness.task.TaskConfig;
import dev.muninn.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the questions of a task together, all before the first is asked: whatever is wrong with a row is said then. */
public final class ItemBuilder {
    private final TaskConfig task;
    private final Questions questions;
    private final DataSet data;
    private final PromptOptions options;

    public ItemBuilder(TaskConfig task, DataSet data, Templates templates, PromptOptions options) {
        this.task = task;
        this.data = data;
        this.questions = new Questions(task, templates);
        this.options = options;
    }

    /** The first {@code limit} questions. */
    public List<Item> items(int limit) {
        Rows rows = data.split(task.askedSplit());
        Shots shots = new Shots(task, data, options.shotsOf(task), options.shotSeed());
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, rows.size()); i++) {
            try {
                items.add(item(i, rows.rows().get(i), shots));
            } catch (MuninnException e) {
                throw new MuninnException(
                        "%s: %s (row %d of %s)".formatted(task.file(), e.getMessage(), i, rows.where()), e);
            }
        }
        return items;
    }

    /** How many questions the split has. */
    public int available() {
        return data.split(task.askedSplit()).size();
    }

    private Item item(int number, Map<String, @Nullable Object> row, Shots shots) {
        Object target = questions.target(task.prompt().target(), row);
        List<String> choices = task.prompt()
                .choices()
                .map(known -> questions.choices(known, row))
                .orElse(List.of());
        if (task.outputType() == OutputType.LOGLIKELIHOOD_ROLLING) {
            return new Item(number, row, List.of(), List.of(text(target)), choices, target);
        }
        Object text = questions.text(task.prompt(), row);
        List<String> contexts = contexts(row, text instanceof Long ? choices : List.of((String) text), shots);
        // Where the choices stand before the answer, the question is which of them, and the answer is the same for all.
        Object right = text instanceof Long ? text : target;
        List<String> continuations = switch (task.outputType()) {
            case MULTIPLE_CHOICE -> {
                TargetCheck.inRange(right, choices);
                yield text instanceof Long
                        ? List.of(delimiter() + text(target))
                        : choices.stream().map(choice -> delimiter() + choice).toList();
            }
            case LOGLIKELIHOOD -> List.of(text(target));
            case GENERATE_UNTIL, LOGLIKELIHOOD_ROLLING -> List.of();
        };
        return new Item(number, row, contexts, continuations, choices, right);
    }

    private static String text(Object target) {
        if (target instanceof String text) {
            return text;
        }
        throw new MuninnException("doc_to_target: found %s, wanted a text".formatted(PythonText.repr(target)));
    }

    /** What stands before a choice; after a chat's turn nothing does. */
    private String delimiter() {
        if (options.chat().isEmpty()) {
            return task.targetDelimiter();
        }
        return task.prompt()
                        .genPrefix()
                        .filter(prefix -> !prefix.isEmpty() && !PythonText.endsWithSpace(prefix))
                        .isPresent()
                ? task.targetDelimiter()
                : "";
    }

    /** @param asked the question, or several with the same examples before each */
    private List<String> contexts(Map<String, @Nullable Object> row, List<String> asked, Shots shots) {
        List<Message> messages = new ArrayList<>();
        String description = questions.field("description", Optional.of(task.description()), row);
        String system =
                Turns.joined(options.system(), description, task.fewShot().fewshotDelimiter());
        if (!system.isEmpty()) {
            messages.add(new Message(Message.SYSTEM, system, ""));
        }
        for (Map<String, @Nullable Object> example : shots.draw(row)) {
            messages.addAll(example(example));
        }
        String prefix = questions.field("gen_prefix", task.prompt().genPrefix(), row);
        String targetDelimiter = asked.size() > 1 ? "" : task.targetDelimiter();
        return asked.stream()
                .map(question -> {
                    List<Message> all = new ArrayList<>(messages);
                    all.addAll(Turns.question(question, prefix, targetDelimiter));
                    return rendered(all, !prefix.isEmpty());
                })
                .toList();
    }

    private List<Message> example(Map<String, @Nullable Object> row) {
        ShotConfig config = task.fewShot();
        Optional<Choices> known = config.prompt().choices();
        List<String> choices = known.map(each -> questions.choices(each, row)).orElse(List.of());
        Object text = questions.text(config.prompt(), row);
        Object answer = questions.target(config.prompt().target(), row);
        if (text instanceof Long index) {
            text = TargetCheck.choice(index, choices);
        } else if (answer instanceof Long index && !choices.isEmpty()) {
            answer = TargetCheck.choice(index, choices);
        }
        if (answer instanceof List<?> several && !several.isEmpty()) {
            answer = several.getFirst();
        }
        if (!(answer instanceof String said)) {
            throw new MuninnException(
                    "doc_to_target: an example's answer is %s, wanted a text".formatted(PythonText.repr(answer)));
        }
        String prefix = questions.field("gen_prefix", config.prompt().genPrefix(), row);
        return Turns.answered((String) text, said, prefix, config.targetDelimiter(), config.fewshotDelimiter());
    }

    private String rendered(List<Message> messages, boolean open) {
        if (options.chat().isEmpty()) {
            return Message.text(messages);
        }
        List<Message> turns = options.multiTurn() ? messages : Message.singleTurn(messages);
        List<ChatMessage> said = turns.stream()
                .map(turn -> new ChatMessage(turn.role(), turn.content()))
                .toList();
        return options.chat().get().render(said, open);
    }
}
