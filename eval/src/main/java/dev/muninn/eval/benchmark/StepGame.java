package dev.muninn.eval.benchmark;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.eval.benchmark.OffsetGraph.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** StepGame (Shi, Zhang and Lipani 2022, arXiv:2204.08292): where one agent is to another, several sentences apart. */
public final class StepGame {
    private static final Pattern FILE = Pattern.compile("qa(\\d+)_.*");
    private static final Pattern QUESTION =
            Pattern.compile("What is the relation of the agent (\\w) to the agent (\\w)\\?");
    private static final double NOTED = 0.5;
    private static final double NOTES = 0.7;
    private static final int MOST_QUESTIONS = 8;

    private StepGame() {}

    /** An item of a file. */
    private record Item(String label, String group, List<String> story, String question, String answer) {}

    /** The items of a file as they are. */
    public static void read(Path file, Consumer<Passage> sink) {
        for (Item item : items(file)) {
            PassageBuilder passage = new PassageBuilder();
            item.story().forEach(passage::sentence);
            passage.question(item.question(), item.answer());
            sink.accept(passage.build(item.label(), item.group()));
        }
    }

    /** Learns what sentences say from the items of one sentence. */
    public static StepGameSentences sentences(Path file) {
        StepGameSentences sentences = new StepGameSentences();
        for (Item item : items(file)) {
            Matcher asked = QUESTION.matcher(item.question());
            if (item.story().size() == 1 && asked.matches()) {
                sentences.learn(item.story().getFirst(), asked.group(1), asked.group(2), item.answer());
            }
        }
        return sentences;
    }

    /**
     * The items of a file with questions about all distances, and notes of what sentences say. An item with a sentence that is not
     * understood, or whose own answer is not what the sentences come to, is left out.
     *
     * @return how many were left out
     */
    public static int readWithMore(Path file, StepGameSentences sentences, long seed, Consumer<Passage> sink) {
        int left = 0;
        int number = 0;
        for (Item item : items(file)) {
            SplittableRandom random = new SplittableRandom(seed + 1_000_003L * number++);
            Optional<Passage> passage = more(item, sentences, random);
            passage.ifPresent(sink);
            left += passage.isPresent() ? 0 : 1;
        }
        return left;
    }

    private static Optional<Passage> more(Item item, StepGameSentences sentences, SplittableRandom random) {
        OffsetGraph graph = new OffsetGraph();
        PassageBuilder passage = new PassageBuilder();
        boolean noted = random.nextDouble() < NOTED;
        for (String text : item.story()) {
            Optional<StepGameSentences.Meaning> meaning = sentences.meaning(text);
            if (meaning.isEmpty()) {
                return Optional.empty();
            }
            graph.add(
                    meaning.get().first(), meaning.get().offset(), meaning.get().second());
            passage.sentence(text);
            if (noted && random.nextDouble() < NOTES) {
                passage.note(Directions.name(meaning.get().offset()));
            }
        }
        List<Pair> pairs = graph.pairs();
        Matcher asked = QUESTION.matcher(item.question());
        boolean agrees = asked.matches()
                && pairs.stream()
                        .anyMatch(pair -> pair.from().equals(asked.group(1))
                                && pair.to().equals(asked.group(2))
                                && Directions.name(pair.offset().sign()).equals(item.answer()));
        if (!agrees) {
            return Optional.empty();
        }
        choose(pairs, random)
                .forEach(pair -> passage.question(
                        "What is the relation of the agent %s to the agent %s?".formatted(pair.from(), pair.to()),
                        Directions.name(pair.offset().sign())));
        return Optional.of(passage.build(item.label() + "+", item.group()));
    }

    /** Every distance equally often, as far as there are pairs. */
    private static List<Pair> choose(List<Pair> pairs, SplittableRandom random) {
        List<Pair> left = new ArrayList<>(pairs);
        List<Pair> chosen = new ArrayList<>();
        int most = pairs.stream().mapToInt(Pair::hops).max().orElse(1);
        while (!left.isEmpty() && chosen.size() < MOST_QUESTIONS) {
            int hops = 1 + random.nextInt(most);
            List<Pair> near = left.stream().filter(pair -> pair.hops() == hops).toList();
            if (!near.isEmpty()) {
                Pair pair = near.get(random.nextInt(near.size()));
                chosen.add(pair);
                left.remove(pair);
            }
        }
        return chosen;
    }

    private static List<Item> items(Path file) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        require(name.matches(), "%s: wanted a file of StepGame, named such as qa3_train.json", file);
        String hops = name.group(1);
        List<Item> items = new ArrayList<>();
        BenchmarkFiles.json(BenchmarkFiles.text(file), file).properties().forEach(entry -> {
            JsonNode node = entry.getValue();
            String place = file + ", item " + entry.getKey();
            List<String> story = new ArrayList<>();
            node.path("story")
                    .forEach(sentence -> story.add(sentence.asString("").strip()));
            String question = node.path("question").asString("");
            String answer = node.path("label").asString("");
            require(
                    !story.isEmpty() && !question.isEmpty() && !answer.isEmpty(),
                    "%s: wanted a story, a question and a label",
                    place);
            items.add(new Item("stepgame/" + hops, "stepgame-" + hops + "-" + entry.getKey(), story, question, answer));
        });
        return items;
    }
}
