package dev.muninn.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class HeldTest {
    private static Held withShare(double share) {
        return new Held(Spread.of(new double[] {1}), Spread.of(new double[] {share}));
    }

    /** Reading 1.51 times as fast as memory can be read is an error of the measurement, not a success. */
    @Test
    void aShareAboveTheWholeIsInvalid() {
        assertThat(withShare(1.51).valid()).isFalse();
        assertThat(withShare(1.51).judged()).startsWith("INVALID");
        assertThat(withShare(0.95).valid()).isTrue();
    }

    @Test
    void programsAreToldWhichSharesCount() {
        assertThat(valid(withShare(0.9), true)).isTrue();
        assertThat(valid(withShare(1.2), true)).isFalse();
        assertThat(valid(withShare(0.9), false)).as("weights in caches").isFalse();
    }

    private static boolean valid(Held held, boolean meaningful) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        held.write(json, "share", meaningful);
        return json.path("shareValid").asBoolean();
    }
}
