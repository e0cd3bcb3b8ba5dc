package dev.muninn.cli.train;

import dev.muninn.cli.data.TaskSource;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.Tasks;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.HeldOut;
import dev.muninn.train.data.MixedSource;
import dev.muninn.train.data.ShardSource;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.data.TokenShard;
import dev.muninn.train.jsonl.JsonlFiles;
import dev.muninn.train.jsonl.JsonlSource;
import dev.muninn.train.loop.DocumentSources;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.SourceWeights;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Opens the data that a recipe names: generated problems, token shards and JSONL files, which are read once however often they are named. */
public final class RecipeSources implements DocumentSources, AutoCloseable {
    private static final String TRAIN = "train.tokens";
    private static final String HELD_OUT = "held-out.tokens";

    private final Recipe recipe;
    private final Tokenizer tokenizer;
    private final TextEncoder encoder;
    private final int begin;
    private final int endTurn;
    private final int padding;
    private final Arena arena = Arena.ofShared();
    private final Map<JsonlKey, JsonlSource> jsonl = new HashMap<>();

    /** What a source of JSONL lines depends on: parts of several phases share it. */
    private record JsonlKey(List<Path> files, double heldOut, SourceWeights loss) {}

    /**
     * For documents made with this tokenizer.
     *
     * @param encoder of the tokenizer
     */
    public RecipeSources(Recipe recipe, Tokenizer tokenizer, TextEncoder encoder) {
        this.recipe = recipe;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.begin = special(SpecialTokens.BEGIN_TEXT, tokenizer, recipe.model().tokenizer());
        this.endTurn = special(SpecialTokens.END_TURN, tokenizer, recipe.model().tokenizer());
        this.padding = tokenizer.pad().orElse(endTurn);
    }

    private static int special(String token, Tokenizer tokenizer, Path directory) {
        return tokenizer
                .id(token)
                .orElseThrow(() -> new MuninnException(
                        "%s: the tokenizer has no token %s, which problems begin or replies end with; take one of 'muninn tokenizer train'"
                                .formatted(directory, token)));
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
            case DataPart.Jsonl jsonl -> lines(jsonl);
        };
    }

    @Override
    public List<Document> heldOut(DataPart.Jsonl part, int each) {
        List<Document> documents = sources(part).stream()
                .flatMap(source -> source.heldOut(each).stream())
                .toList();
        MuninnException.require(
                !documents.isEmpty(),
                "%s: held_out is %s, and no line is; wanted some to evaluate: a larger share, or 1 for files of their own",
                part.files(),
                part.heldOut());
        return documents;
    }

    private DocumentSource lines(DataPart.Jsonl part) {
        List<JsonlSource> sources = sources(part);
        return sources.size() == 1
                ? sources.getFirst()
                : new MixedSource(
                        sources.stream()
                                .map(source -> new MixedSource.Part(source, 1))
                                .toList(),
                        recipe.seed());
    }

    /** One source of all files, or one of each. */
    private List<JsonlSource> sources(DataPart.Jsonl part) {
        return part.evenly()
                ? part.files().stream().map(file -> source(List.of(file), part)).toList()
                : List.of(source(part.files(), part));
    }

    private JsonlSource source(List<Path> files, DataPart.Jsonl part) {
        return jsonl.computeIfAbsent(
                new JsonlKey(files, part.heldOut(), part.loss()),
                key -> new JsonlSource(
                        new JsonlFiles(key.files()),
                        LineEncoders.of(recipe.model().tokenizer(), tokenizer, encoder, key.loss()),
                        new HeldOut(key.heldOut()),
                        recipe.batch().length(),
                        recipe.seed()));
    }

    /** What of the JSONL lines is not learned, as sentences. */
    public List<String> notes() {
        Map<String, Integer> tooLong = new TreeMap<>();
        List<String> notes = new ArrayList<>();
        jsonl.forEach((key, source) -> {
            source.tooLong().forEach((label, count) -> tooLong.merge(label, count, Integer::sum));
            if (source.shortened() > 0) {
                notes.add(
                        "%s: of %d replies the chat template shows a part only; the rest, such as earlier thinking, is not learned"
                                .formatted(key.files(), source.shortened()));
            }
        });
        if (!tooLong.isEmpty()) {
            notes.add("left out, being longer than %d tokens with their questions: %s"
                    .formatted(recipe.batch().length(), tooLong));
        }
        return notes;
    }

    private DocumentSource problems(DataPart.Task task, Split split) {
        TaskMixture.Part part = new TaskMixture.Part(
                Tasks.named(task.family()), Form.named(task.form()), 1, task.easiest(), task.hardest());
        TaskMixture mixture = new TaskMixture(List.of(part), split, recipe.seed());
        return new TaskSource(mixture, encoder, begin, endTurn, recipe.loss());
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
