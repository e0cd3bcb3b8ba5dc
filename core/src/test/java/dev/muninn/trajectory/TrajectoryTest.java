package dev.muninn.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
    private static Trajectory of(IntFunction<double[]> at) {
        float[][] states = new float[65][];
        for (int t = 0; t < states.length; t++) {
            double[] state = at.apply(t);
            states[t] = new float[] {(float) state[0], (float) state[1], (float) state[2], 3};
        }
        return new Trajectory(states);
    }

    @Test
    void kindsAreTold() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(of(t -> new double[] {5 + Math.pow(0.7, t), 0, 0}).kind()).isEqualTo(Trajectory.Kind.FIXED_POINT);
        assertThat(of(t -> new double[] {Math.cos(0.4 * t) * 4, Math.sin(0.4 * t) * 4, 0})
                        .kind())
                .isEqualTo(Trajectory.Kind.ORBIT);
        assertThat(of(t -> new double[] {0.9 * (t - 32), 0.1 * t, 1}).kind()).isEqualTo(Trajectory.Kind.SLIDER);
        assertThat(of(t -> new double[] {t % 2 == 0 ? 4 : -4, 0, 0}).kind()).isEqualTo(Trajectory.Kind.WANDERER);
        assertThat(of(t -> new double[] {random.nextGaussian(), t % 2 == 0 ? 9 : -9, random.nextGaussian()})
                        .kind())
                .isNotEqualTo(Trajectory.Kind.FIXED_POINT)
                .isNotEqualTo(Trajectory.Kind.SLIDER);
    }

    @Test
    void aSpiralIntoAPointIsAFixedPointOnceItMovesLittle() {
        Trajectory spiral =
                of(t -> new double[] {10 + 5 * Math.pow(0.8, t) * Math.cos(t), 5 * Math.pow(0.8, t) * Math.sin(t), 0});

        assertThat(spiral.kind()).isEqualTo(Trajectory.Kind.FIXED_POINT);
        assertThat(spiral.settledAt()).isBetween(8, 20);
        assertThat(spiral.moved(spiral.settledAt())).isLessThan(0.03);
        assertThat(spiral.toLast(64)).isZero();
        assertThat(spiral.toLast(0)).isGreaterThan(spiral.toLast(10));
    }

    @Test
    void turnsHaveASense() {
        double[][] round = new double[41][];
        for (int i = 0; i < round.length; i++) {
            round[i] = new double[] {Math.cos(i * Math.PI / 10), Math.sin(-i * Math.PI / 10)};
        }
        assertThat(Trajectory.turns(round)).isCloseTo(-2, within(1e-9));
    }
}
