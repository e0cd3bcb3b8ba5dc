package dev.muninn.cli.train;

import dev.muninn.cli.data.TaskSource;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.eval.task.Tasks;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.bpe.TokenEncoders;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.loop.DocumentSources;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.Recipe;
import java.util.List;

/** Opens the data that a recipe names. */
public final class RecipeSources implements DocumentSources {
    private final Recipe recipe;
    private final Tokenizer tokenizer;
    private final TextEncoder encoder;

    public RecipeSources(Recipe recipe, Tokenizer tokenizer) {
        this.recipe = recipe;
        this.tokenizer = tokenizer;
        this.encoder = TokenEncoders.of(recipe.model().tokenizer(), tokenizer);
    }

    @Override
    public DocumentSource training(DataPart part) {
        return open(part, Split.TRAIN);
    }

    @Override
    public DocumentSource heldOut(DataPart part) {
        return open(part, Split.HELD_OUT);
    }

    private DocumentSource open(DataPart part, Split split) {
        return switch (part) {
            case DataPart.Task task -> problems(task, split);
            case DataPart.Text text ->
                throw new MuninnException(text.path() + ": text files are not read yet; name families of problems");
        };
    }

    private DocumentSource problems(DataPart.Task part, Split split) {
        TaskMixture mixture = new TaskMixture(
                List.of(new TaskMixture.Part(
                        Tasks.named(part.family()), Form.named(part.form()), 1, part.easiest(), part.hardest())),
                split,
                recipe.seed());
        return new TaskSource(
                mixture, encoder, special(SpecialTokens.BEGIN_TEXT), special(SpecialTokens.END_TURN), recipe.loss());
    }

    private int special(String token) {
        return tokenizer
                .id(token)
                .orElseThrow(() -> new MuninnException(recipe.model().tokenizer() + " has no token " + token
                        + ", which documents of problems need; 'muninn tokenizer train' makes one that has"));
    }
}
