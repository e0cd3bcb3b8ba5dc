package dev.muninn.cli.train;

import dev.muninn.cli.data.TaskSource;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.Tasks;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.ShardSource;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.data.TokenShard;
import dev.muninn.train.loop.DocumentSources;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.Recipe;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens the data that a recipe names: generated problems and token shards. */
public final class RecipeSources implements DocumentSources, AutoCloseable {
    private static final String TRAIN = "train.tokens";
    private static final String HELD_OUT = "held-out.tokens";

    private final Recipe recipe;
    private final TextEncoder encoder;
    private final int begin;
    private final int end;
    private final int padding;
    private final Arena arena = Arena.ofShared();

    /**
     * For documents made with this tokenizer.
     *
     * @param encoder of the tokenizer
     */
    public RecipeSources(Recipe recipe, Tokenizer tokenizer, TextEncoder encoder) {
        this.recipe = recipe;
        this.encoder = encoder;
        this.begin = special("bos_token", tokenizer.bos(), recipe.model().tokenizer());
        this.end = special("eos_token", tokenizer.eos(), recipe.model().tokenizer());
        this.padding = tokenizer.pad().orElse(end);
    }

    private static int special(String key, Optional<Integer> id, Path directory) {
        return id.orElseThrow(() -> new MuninnException(
                "%s: the tokenizer has no %s, which problems begin or end with; name one in its tokenizer_config.json, or take a tokenizer of 'muninn tokenizer train'"
                        .formatted(directory, key)));
    }

    /** Token of rows that hold no document. */
    public int padding() {
        return padding;
    }

    @Override
    public DocumentSource training(DataPart part) {
        return open(part, Split.TRAIN, TRAIN);
    }

    @Override
    public DocumentSource heldOut(DataPart part) {
        return open(part, Split.HELD_OUT, HELD_OUT);
    }

    private DocumentSource open(DataPart part, Split split, String shard) {
        return switch (part) {
            case DataPart.Task task -> problems(task, split);
            case DataPart.Shards shards -> shard(shards.directory(), shard);
        };
    }

    private DocumentSource problems(DataPart.Task task, Split split) {
        TaskMixture.Part part = new TaskMixture.Part(
                Tasks.named(task.family()), Form.named(task.form()), 1, task.easiest(), task.hardest());
        float told = (float) (recipe.loss().other() / recipe.loss().answer());
        return new TaskSource(new TaskMixture(List.of(part), split, recipe.seed()), encoder, begin, end, told);
    }

    private DocumentSource shard(Path directory, String name) {
        TokenShard shard = TokenShard.open(directory.resolve(name), arena);
        shard.requireMadeWith(recipe.model().tokenizer());
        return new ShardSource(
                List.of(shard), recipe.batch().length(), recipe.seed(), "text/" + directory.getFileName());
    }

    @Override
    public void close() {
        arena.close();
    }
}
