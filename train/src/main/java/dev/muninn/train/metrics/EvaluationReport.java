package dev.muninn.train.metrics;

import java.util.List;

/**
 * Held-out documents read out after several numbers of recurrences.
 *
 * @param step steps taken before
 * @param cells one a label and number of recurrences
 * @param depths one a number of recurrences, over all documents
 */
public record EvaluationReport(long step, List<Cell> cells, List<Depth> depths) {
    public EvaluationReport {
        cells = List.copyOf(cells);
        depths = List.copyOf(depths);
    }

    /**
     * A label at a depth.
     *
     * @param label as of the documents
     * @param asked questions in the documents; none in plain text
     * @param solved questions that greedy decoding would have answered right
     * @param loss weighted mean negative log-likelihood in nats
     */
    public record Cell(String label, int recurrences, int documents, int asked, int solved, double loss) {
        public double accuracy() {
            return (double) solved / asked;
        }
    }

    /**
     * All documents at a depth.
     *
     * @param stateNorm root mean square of the state after the last recurrence
     * @param stateCorrelation mean cosine between the last states of neighbouring positions
     */
    public record Depth(
            int recurrences,
            int documents,
            int asked,
            int solved,
            double loss,
            double stateNorm,
            double stateCorrelation) {
        public double accuracy() {
            return (double) solved / asked;
        }
    }
}
