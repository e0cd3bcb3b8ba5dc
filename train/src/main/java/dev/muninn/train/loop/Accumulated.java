package dev.muninn.train.loop;

import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.data.Packed;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.tape.PassResult;

/** What the batches of one step found, together. */
final class Accumulated {
    private int batches;
    private double loss;
    private double recurrences;
    private double firstNorm;
    private double lastNorm;
    private double correlation;
    private int asked;
    private int solved;
    private long tokens;

    void add(Packed packed, Recurrences depth, PassResult result) {
        batches++;
        loss += result.loss();
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

    private double mean(double sum) {
        return batches == 0 ? 0 : sum / batches;
    }

    /** Losses were divided by the whole step's weights, so they add up to its mean. */
    StepReport report(long step, double rate, double gradientNorm, double seconds) {
        return new StepReport(
                step,
                loss,
                rate,
                gradientNorm,
                mean(recurrences),
                asked,
                solved,
                mean(firstNorm),
                mean(lastNorm),
                mean(correlation),
                tokens,
                seconds);
    }
}
