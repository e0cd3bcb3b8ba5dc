package dev.muninn.eval.proof;

import dev.muninn.tensor.WeightFormat;
import java.util.List;

/** The models of a proof; whoever opens a subject closes it. */
public interface Models {
    /** The model that is examined, its weights as stored. */
    Subject open();

    /** The same with its weights in another format. */
    Subject open(WeightFormat format);

    TrainingFacts training();

    /** Names of models of fixed depth that were trained on the same data. */
    List<String> baselines();

    Subject openBaseline(String name);
}
