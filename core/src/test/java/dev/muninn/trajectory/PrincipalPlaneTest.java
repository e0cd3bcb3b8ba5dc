package dev.muninn.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {
    @Test
    void principalDirectionsAreThoseOfLargestVariance() {
        SplittableRandom random = new SplittableRandom(2);
        float[][] data = new float[400][7];
        for (float[] row : data) {
            for (int i = 0; i < 7; i++) {
                row[i] = (float) ((i == 3 ? 10 : i == 5 ? 4 : 0.1) * random.nextGaussian() + 100);
            }
        }

        PrincipalPlane plane = PrincipalPlane.of(data);

        assertThat(plane.explained()[0]).isBetween(0.8, 0.92);
        assertThat(plane.explained()[0] + plane.explained()[1]).isGreaterThan(0.99);
        double sign = Math.signum(plane.points()[0][0] * (data[0][3] - 100));
        for (int n = 0; n < data.length; n++) {
            assertThat(plane.points()[n][0]).isCloseTo(sign * (data[n][3] - 100), within(2.5));
        }
    }

    @Test
    void whatDoesNotVaryHasNoDirection() {
        PrincipalPlane plane = PrincipalPlane.of(new float[][] {{1, 2}, {1, 2}, {1, 2}});

        assertThat(plane.explained()).containsExactly(0, 0);
        assertThat(plane.points()).isDeepEqualTo(new double[3][2]);
    }
}
