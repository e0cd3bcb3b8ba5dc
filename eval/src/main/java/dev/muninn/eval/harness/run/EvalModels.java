package dev.muninn.eval.harness.run;

/** Opens the model that is evaluated. */
@FunctionalInterface
public interface EvalModels {
    /** With weights in a format; the empty text for as they are stored. */
    EvalModel open(String weights);
}
