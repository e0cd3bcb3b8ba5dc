package dev.muninn.architecture;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.Sizes;
import java.util.List;

/**
 * Rotary position embedding (Su et al. 2021, arXiv:2104.09864): pair i of a head turns by the angle position · frequency(i), where
 * frequency(i) = 1 / base^(2i/D) before scaling. Computed in f32 as the reference implementations do.
 */
public record Rope(Pairs pairs, double base, Scaling scaling) {
    /** Which elements of a head form pair i. */
    public enum Pairs {
        /** 2i and 2i + 1. */
        ADJACENT,
        /** i and i + D/2. */
        HALVES
    }

    /** How frequencies are changed for contexts longer than the first training's. */
    public sealed interface Scaling {
        Scaling NONE = new None();

        record None() implements Scaling {}

        /** Frequencies divided by {@code factor}. */
        record Linear(double factor) implements Scaling {}

        /**
         * Llama 3.1: wavelengths over context/low are divided by {@code factor}, those under context/high kept, a straight line between.
         *
         * @param context positions of the first training
         */
        record Llama3(double factor, double low, double high, int context) implements Scaling {}

        /**
         * YaRN (Peng et al. 2023, arXiv:2309.00071): by parts as above, in rotations over the first context; cos and sin are multiplied by
         * {@code amplitude}.
         *
         * @param truncate whether the ends of the ramp are rounded to whole pairs
         */
        record Yarn(double factor, double betaFast, double betaSlow, int context, float amplitude, boolean truncate)
                implements Scaling {
            /** The paper's: 0.1 · ln(factor) + 1. */
            public static float amplitude(double factor) {
                return factor <= 1 ? 1f : (float) (0.1 * Math.log(factor) + 1);
            }
        }

        /** Frequencies divided by a number of their own, (D/2) (GGUF's {@code rope_freqs.weight}). */
        record Divisors(List<Float> divisors) implements Scaling {
            public Divisors {
                divisors = List.copyOf(divisors);
            }
        }
    }

    public Rope {
        Sizes.positive("the rotary base", base, 1e12);
    }

    /** Radians a position, by pair: (D/2). */
    public float[] frequencies(int headWidth) {
        int half = headWidth / 2;
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = 1f / (float) Math.pow(base, (float) (2 * i) / headWidth);
        }
        switch (scaling) {
            case Scaling.None() -> {}
            case Scaling.Linear(double factor) -> {
                for (int i = 0; i < half; i++) {
                    frequencies[i] /= (float) factor;
                }
            }
            case Scaling.Llama3 llama -> scale(frequencies, llama);
            case Scaling.Yarn yarn -> scale(frequencies, yarn);
            case Scaling.Divisors(List<Float> divisors) -> {
                require(divisors.size() == half, "rotary divisors are %d, wanted %d", divisors.size(), half);
                for (int i = 0; i < half; i++) {
                    frequencies[i] /= divisors.get(i);
                }
            }
        }
        return frequencies;
    }

    /** Factor on cosines and sines. */
    public float amplitude() {
        return scaling instanceof Scaling.Yarn yarn ? yarn.amplitude() : 1f;
    }

    private static void scale(float[] frequencies, Scaling.Llama3 llama) {
        double longest = llama.context() / llama.low();
        double shortest = llama.context() / llama.high();
        for (int i = 0; i < frequencies.length; i++) {
            double wavelength = 2 * Math.PI / frequencies[i];
            if (wavelength > longest) {
                frequencies[i] /= (float) llama.factor();
            } else if (wavelength >= shortest) {
                double smooth = (llama.context() / wavelength - llama.low()) / (llama.high() - llama.low());
                frequencies[i] = (float) ((1 - smooth) * frequencies[i] / llama.factor() + smooth * frequencies[i]);
            }
        }
    }

    private void scale(float[] frequencies, Scaling.Yarn yarn) {
        int headWidth = 2 * frequencies.length;
        double low = pairOf(yarn.betaFast(), headWidth, yarn.context());
        double high = pairOf(yarn.betaSlow(), headWidth, yarn.context());
        if (yarn.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, headWidth - 1);
        if (low == high) {
            high += 0.001; // no division by zero
        }
        for (int i = 0; i < frequencies.length; i++) {
            double interpolated = Math.clamp((i - low) / (high - low), 0, 1);
            frequencies[i] =
                    (float) (frequencies[i] / yarn.factor() * interpolated + frequencies[i] * (1 - interpolated));
        }
    }

    /** The pair that turns {@code rotations} times over {@code context} positions. */
    private double pairOf(double rotations, int headWidth, int context) {
        return headWidth * Math.log(context / (rotations * 2 * Math.PI)) / (2 * Math.log(base));
    }
}
