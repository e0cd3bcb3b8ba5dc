package dev.muninn.exit;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Reads an exit criterion as users write it: a name, and a threshold after a colon if the default does not suit. */
public final class ExitSpec {
    /** The built-in names, as help texts show them. */
    public static final String FORMS =
            "none, latent-diff[:x], settled[:x], cosine[:x], kl[:x], min-p-kl[:x], entropy-diff[:x], argmax-stable[:n], acceleration[:x],"
                    + " gate[:q]";

    private static final int LONGEST = 200;

    private ExitSpec() {}

    public static ExitCriterion parse(String spec) {
        require(spec.length() <= LONGEST, "--exit: found %d characters, wanted one of %s", spec.length(), FORMS);
        int colon = spec.indexOf(':');
        String name = colon < 0 ? spec : spec.substring(0, colon);
        double threshold = colon < 0 ? Double.NaN : number(spec, spec.substring(colon + 1));
        return switch (name) {
            case "none" -> {
                require(colon < 0, "--exit %s: 'none' takes no threshold", spec);
                yield new NoExit();
            }
            case "latent-diff" -> new LatentDifference(or(threshold, LatentDifference.DEFAULT));
            case "settled" -> new Settled(or(threshold, Settled.DEFAULT));
            case "cosine" -> new CosineDistance(or(threshold, CosineDistance.DEFAULT));
            case "kl" -> new KlDivergence(or(threshold, KlDivergence.DEFAULT), 0);
            case "min-p-kl" -> new KlDivergence(or(threshold, KlDivergence.MIN_P_DEFAULT), KlDivergence.MIN_P);
            case "entropy-diff" -> new EntropyDifference(or(threshold, EntropyDifference.DEFAULT));
            case "argmax-stable" -> new ArgmaxStability(wholeNumber(spec, or(threshold, ArgmaxStability.DEFAULT)));
            case "acceleration" -> new Acceleration(or(threshold, Acceleration.DEFAULT));
            case "gate" -> {
                double mass = or(threshold, LearnedGate.DEFAULT);
                require(mass <= 1, "--exit %s: the gate's probability mass is at most 1", spec);
                yield new LearnedGate(mass);
            }
            default -> plugIn(name, threshold, spec);
        };
    }

    private static double or(double threshold, double otherwise) {
        return Double.isNaN(threshold) ? otherwise : threshold;
    }

    private static double number(String spec, String text) {
        try {
            double value = Double.parseDouble(text);
            require(Double.isFinite(value) && value >= 0, "--exit %s: the threshold must be a number from 0 up", spec);
            return value;
        } catch (NumberFormatException e) {
            throw new MuninnException("--exit " + spec + ": '" + text + "' is not a number", e);
        }
    }

    private static int wholeNumber(String spec, double value) {
        require(
                value >= 1 && value <= 1_000_000 && value == Math.rint(value),
                "--exit %s: a whole number of recurrences from 1 up is wanted",
                spec);
        return (int) value;
    }

    private static ExitCriterion plugIn(String name, double threshold, String spec) {
        List<String> known = new ArrayList<>();
        for (ExitCriterion.Factory factory : ServiceLoader.load(ExitCriterion.Factory.class)) {
            if (factory.name().equals(name)) {
                return factory.create(threshold);
            }
            known.add(factory.name());
        }
        throw new MuninnException("--exit " + spec + ": unknown criterion '" + name + "'; wanted one of " + FORMS
                + (known.isEmpty() ? "" : ", or a plug-in: " + String.join(", ", known)));
    }
}
