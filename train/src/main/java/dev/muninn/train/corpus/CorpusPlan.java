package dev.muninn.train.corpus;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.sampling.CounterRandom;
import dev.muninn.train.data.Shuffled;
import java.util.List;

/**
 * What a model is asked, item by item: every prompt with every topic, in an order that the seed decides, again and again with other draws.
 *
 * @param prompts texts, in which {@code {topic}} stands for a topic
 * @param topics empty if no prompt asks for one
 */
public record CorpusPlan(List<String> prompts, List<String> topics, long seed) {
    private static final String TOPIC = "{topic}";

    public CorpusPlan {
        prompts = List.copyOf(prompts);
        topics = List.copyOf(topics);
        require(!prompts.isEmpty(), "no prompt; wanted one a line");
        boolean wanted = prompts.stream().anyMatch(prompt -> prompt.contains(TOPIC));
        require(wanted || topics.isEmpty(), "topics are given, but no prompt says %s, where one would go", TOPIC);
        require(!wanted || !topics.isEmpty(), "a prompt says %s; wanted topics to put there", TOPIC);
    }

    /**
     * A question to the model.
     *
     * @param seed of its draws
     */
    public record Item(long index, String prompt, long seed) {}

    /**
     * The item of a number.
     *
     * @param index 0 or more
     */
    public Item item(long index) {
        int each = Math.max(1, topics.size());
        long choice = Shuffled.at(index, (long) prompts.size() * each, seed);
        String prompt = prompts.get(Math.toIntExact(choice / each));
        String filled = topics.isEmpty() ? prompt : prompt.replace(TOPIC, topics.get(Math.toIntExact(choice % each)));
        // 2^53 seeds: a number that every reader of JSON keeps
        return new Item(index, filled, (long) (CounterRandom.uniform(seed, index, 0) * 0x1p53));
    }
}
