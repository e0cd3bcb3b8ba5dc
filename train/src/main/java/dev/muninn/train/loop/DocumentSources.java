package dev.muninn.train.loop;

import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.recipe.DataPart;

/** Opens what a recipe names. The trainer does not know the tasks; whoever calls it does. */
public interface DocumentSources {
    /** Documents to learn from; endless. */
    DocumentSource training(DataPart part);

    /** Documents that no training source of any part has; endless. */
    DocumentSource heldOut(DataPart part);
}
