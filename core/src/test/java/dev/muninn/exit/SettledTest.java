package dev.muninn.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.exit.ExitCriterion.LatentStates;
import dev.muninn.exit.ExitCriterion.Readout;
import dev.muninn.exit.ExitCriterion.Tracker;
import org.junit.jupiter.api.Test;

/** A prompt of two positions, of which one has arrived and one moves by half its length. */
class SettledTest {
    private static final Readout NONE = new Readout() {
        @Override
        public float[] logits() {
            throw new AssertionError("not asked for");
        }

        @Override
        public double gate() {
            throw new AssertionError("not asked for");
        }
    };

    private record States(float[]... states) implements LatentStates {
        @Override
        public int rows() {
            return states.length;
        }

        @Override
        public float[] row(int i) {
            return states[i];
        }
    }

    private static Tracker moved(ExitCriterion criterion) {
        Tracker tracker = criterion.newTracker();
        tracker.begin(new States(new float[] {3, 4}, new float[] {2, 0}));
        return tracker;
    }

    private static final States AFTER = new States(new float[] {3, 4}, new float[] {4, 0});

    @Test
    void theSlowestPositionDecides() {
        Tracker tracker = moved(new Settled(0.4));
        assertThat(tracker.reached(AFTER, NONE)).isFalse();
        assertThat(tracker.value()).isCloseTo(0.5, within(1e-12));
        assertThat(tracker.reached(AFTER, NONE)).isTrue();
        assertThat(tracker.value()).isZero();
    }

    @Test
    void theMeanWouldNotWait() {
        Tracker tracker = moved(new LatentDifference(0.4));
        assertThat(tracker.reached(AFTER, NONE)).isTrue();
        assertThat(tracker.value()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void whatIsNoNumberHasNotSettled() {
        Tracker tracker = moved(new Settled(0.4));
        assertThat(tracker.reached(new States(new float[] {3, 4}, new float[] {Float.NaN, 0}), NONE))
                .isFalse();
    }
}
