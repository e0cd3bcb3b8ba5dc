package dev.muninn.train.loop;

import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.recipe.DataPart;
import java.util.List;

/** Opens what a recipe names. The trainer does not know the tasks; whoever calls it does. */
public interface DocumentSources {
    /** Documents to learn from; endless. */
    DocumentSource training(DataPart part);

    /** Documents that no training source of any part has; endless. */
    DocumentSource heldOut(DataPart part);

    /**
     * The held-out documents of JSONL files, of each label the first ones.
     *
     * @param each how many of a label, at most
     */
    List<Document> heldOut(DataPart.Jsonl part, int each);
}
