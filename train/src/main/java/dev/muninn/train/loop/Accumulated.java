package dev.muninn.train.loop;

import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.data.Packed;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.raven.PassResult;

/**
 * What the batches of one step found, together: a loss and a gradient that are sums over tokens divided by the sum of the tokens' weights,
 * however the tokens are divided into batches. A mean of the batches' means would count the tokens of a batch with few of them more.
 *
 * <p>A pass adds the gradient of its batch's weighted mean. So that those can be weighed without a second array, what was added before is
 * kept in units of the newest batch's weight: {@link #rescale} before a pass, {@link #factor} after the last.
 */
final class Accumulated {
    private double weight;
    private double newest;
    private int batches;
    private double loss;
    private double recurrences;
    private double firstNorm;
    private double lastNorm;
    private double correlation;
    private int asked;
    private int solved;
    private long tokens;

    /**
     * What the gradient so far has to be multiplied by before a batch adds to it.
     *
     * @param weights of the batch's tokens
     */
    double rescale(float[] weights) {
        double sum = 0;
        for (float each : weights) {
            sum += each;
        }
        double factor = newest == 0 ? 1 : newest / sum;
        newest = sum;
        weight += sum;
        return factor;
    }

    /** What the gradient has to be multiplied by after the last batch, to be the mean over all tokens. */
    double factor() {
        return newest / weight;
    }

    /** The batch of the last {@link #rescale}. */
    void add(Packed packed, Recurrences depth, PassResult result) {
        batches++;
        loss += newest * result.loss();
        recurrences += depth.total();
        firstNorm += result.stateNorms()[0];
        lastNorm += result.stateNorms()[result.stateNorms().length - 1];
        correlation += result.stateCorrelation();
        tokens += packed.batch().rows();
        for (Packed.Placed placed : packed.placed()) {
            Solved questions = Solved.of(placed, result.correct());
            asked += questions.asked();
            solved += questions.solved();
        }
    }

    long tokens() {
        return tokens;
    }

    StepReport report(long step, double rate, double gradientNorm, double seconds) {
        return new StepReport(
                step,
                loss / weight,
                rate,
                gradientNorm,
                recurrences / batches,
                asked,
                solved,
                firstNorm / batches,
                lastNorm / batches,
                correlation / batches,
                tokens,
                seconds);
    }
}
