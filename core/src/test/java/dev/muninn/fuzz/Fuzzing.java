package dev.muninn.fuzz;

import dev.muninn.error.MuninnException;
import java.nio.charset.StandardCharsets;

/**
 * What every fuzz test asks for: bad input is a {@link MuninnException} of one readable line, anything else is a bug.
 *
 * <p>A fuzz test is a class {@code XFuzzTest} with one {@code @FuzzTest(maxExecutions = Fuzzing.RUNS) void name(byte[])},
 * as a JVM can fuzz only one. Real inputs to start from lie under {@code src/test/resources}, in
 * {@code <package>/XFuzzTestInputs/name/}; {@code mvn test} runs those, and {@code JAZZER_FUZZ=1} lets Jazzer mutate them.
 */
public final class Fuzzing {
    /** Inputs of a fuzzing run. */
    public static final long RUNS = 100_000;

    private Fuzzing() {}

    /** Runs {@code code}, which may complain, but only in the way that users see. */
    public static void worksOrComplains(Runnable code) {
        try {
            code.run();
        } catch (MuninnException e) {
            String message = String.valueOf(e.getMessage());
            if (message.isBlank() || message.lines().count() > 1 || message.length() > 2_000) {
                throw new AssertionError("not a message for people: " + message, e);
            }
        }
    }

    public static String utf8(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
