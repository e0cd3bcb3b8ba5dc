package dev.muninn.train.recipe;

/**
 * How gradients become weights.
 *
 * @param rate peak learning rate of AdamW
 * @param matrixRate peak learning rate of Muon
 * @param momentum of Muon
 * @param weightDecay decoupled, of the matrices of blocks and adapter only
 * @param clip the largest norm of the gradient; 0 for no limit
 */
public record OptimizerRecipe(
        Kind kind,
        double rate,
        double matrixRate,
        double momentum,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clip) {
    /** What updates the matrices of blocks and adapter; AdamW updates everything else. */
    public enum Kind {
        ADAMW,
        MUON
    }
}
