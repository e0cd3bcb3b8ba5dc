package dev.muninn.kernels.training;

/** What the factors of a product are rounded to. Sums, weights, gradients and everything else are f32. */
public enum Precision {
    F32,
    /** Both factors are rounded to the nearest bf16 (ties to even), products are summed in f32. */
    BF16
}
