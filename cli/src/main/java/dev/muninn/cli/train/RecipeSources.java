package dev.muninn.cli.train;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.Split;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.loop.DocumentSources;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.Recipe;

/** Opens the data that a recipe names. */
public final class RecipeSources implements DocumentSources {
    private final Recipe recipe;
    private final Tokenizer tokenizer;

    public RecipeSources(Recipe recipe, Tokenizer tokenizer) {
        this.recipe = recipe;
        this.tokenizer = tokenizer;
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
            case DataPart.Task task -> new TaskDocuments(task, split, recipe.seed(), tokenizer, recipe.loss());
            case DataPart.Text text ->
                throw new MuninnException(text.path() + ": text files are not read yet; name families of problems");
        };
    }
}
