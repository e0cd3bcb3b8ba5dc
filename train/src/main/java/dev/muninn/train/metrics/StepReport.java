package dev.muninn.train.metrics;

/**
 * A training step.
 *
 * @param step 1 for the first
 * @param loss weighted mean negative log-likelihood in nats, mean over the step's batches
 * @param rate share of the peak learning rates
 * @param gradientNorm before clipping
 * @param recurrences mean over the step's batches
 * @param asked documents with a question in the step's batches
 * @param solved those of them whose answer tokens were all predicted, before the step
 * @param firstStateNorm root mean square of the state after the first recurrence
 * @param lastStateNorm the same after the last
 * @param stateCorrelation mean cosine between the last states of neighbouring positions
 * @param tokens rows of the step, padding included
 * @param seconds the step took
 */
public record StepReport(
        long step,
        double loss,
        double rate,
        double gradientNorm,
        double recurrences,
        int asked,
        int solved,
        double firstStateNorm,
        double lastStateNorm,
        double stateCorrelation,
        long tokens,
        double seconds) {
    /** Share of the questions that were answered; NaN if none was asked. */
    public double accuracy() {
        return asked == 0 ? Double.NaN : (double) solved / asked;
    }
}
