package dev.muninn.sampling.grammar;

import dev.muninn.error.MuninnException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Numbers within bounds, and multiples: written without an exponent, with at most {@value #MOST_DIGITS} digits before the point and
 * {@value #MOST_DECIMALS} after it.
 */
final class NumberTerms {
    static final Set<String> KEYWORDS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final int MOST_DIGITS = 18;
    private static final int MOST_DECIMALS = 15;
    private static final int LARGEST_MULTIPLE = 1000;
    private static final String DIGITS = "0123456789";

    private NumberTerms() {}

    /** A bound; {@code open} where it is not itself allowed. */
    private record Bound(BigDecimal value, boolean open) {}

    /** The numbers that a schema of the type {@code number} or {@code integer} accepts. */
    static Term of(JsonNode schema, String at, boolean integer) {
        if (KEYWORDS.stream().noneMatch(schema::hasNonNull)) {
            return integer ? JsonTerms.INTEGER : JsonTerms.NUMBER;
        }
        Bound least = bound(schema, at, "minimum", "exclusiveMinimum", 1);
        Bound most = bound(schema, at, "maximum", "exclusiveMaximum", -1);
        BigDecimal multiple = multiple(schema, at);
        List<Term> ways = new ArrayList<>();
        Dfa positive = magnitudes(least, most, integer, multiple);
        if (!positive.isEmpty()) {
            ways.add(positive.term(Spelled::plain));
        }
        Dfa negative =
                magnitudes(mirrored(most), mirrored(least), integer, multiple).and(notZero(integer));
        if (!negative.isEmpty()) {
            ways.add(new Term.Sequence(new Term.Literal("-"), negative.term(Spelled::plain)));
        }
        if (ways.isEmpty()) {
            throw SchemaKeywords.refused(
                    at,
                    "no %s of at most %d digits is within its bounds and a multiple of what is asked for"
                            .formatted(integer ? "integer" : "number", MOST_DIGITS));
        }
        return new Term.Choice(ways);
    }

    /** The tighter of a closed and an open bound; the latter is a number, or in older drafts a flag. */
    private static @Nullable Bound bound(JsonNode schema, String at, String closed, String open, int sign) {
        Bound found = null;
        JsonNode flag = schema.path(open);
        if (schema.hasNonNull(closed)) {
            found = new Bound(number(schema, at, closed), flag.isBoolean() && flag.asBoolean());
        }
        if (flag.isNumber()) {
            Bound exclusive = new Bound(number(schema, at, open), true);
            boolean tighter = found == null || Integer.signum(exclusive.value().compareTo(found.value())) * sign >= 0;
            found = tighter ? exclusive : found;
        } else if (schema.hasNonNull(open) && !flag.isBoolean()) {
            throw SchemaKeywords.refused(at, "%s is %s, wanted a number".formatted(open, flag));
        }
        return found;
    }

    private static BigDecimal number(JsonNode schema, String at, String name) {
        JsonNode value = schema.get(name);
        if (!value.isNumber() || value.isFloatingPointNumber() && !Double.isFinite(value.asDouble())) {
            throw SchemaKeywords.refused(at, "%s is %s, wanted a number".formatted(name, value));
        }
        return value.decimalValue();
    }

    private static @Nullable BigDecimal multiple(JsonNode schema, String at) {
        if (!schema.hasNonNull("multipleOf")) {
            return null;
        }
        BigDecimal multiple = number(schema, at, "multipleOf").stripTrailingZeros();
        boolean fits = multiple.signum() > 0
                && multiple.scale() <= MOST_DECIMALS
                && multiple.movePointRight(Math.max(0, multiple.scale()))
                                .compareTo(BigDecimal.valueOf(LARGEST_MULTIPLE))
                        <= 0;
        if (!fits) {
            throw SchemaKeywords.refused(
                    at,
                    "multipleOf is %s; without its point, it can be held to from 1 to %d"
                            .formatted(multiple.toPlainString(), LARGEST_MULTIPLE));
        }
        return multiple;
    }

    private static @Nullable Bound mirrored(@Nullable Bound bound) {
        return bound == null ? null : new Bound(bound.value().negate(), bound.open());
    }

    /** The numbers from 0 up, without a sign, that are right. */
    private static Dfa magnitudes(
            @Nullable Bound least, @Nullable Bound most, boolean integer, @Nullable BigDecimal multiple) {
        Dfa all = compared(BigDecimal.ZERO, integer, order -> true);
        if (least != null && least.value().signum() >= 0) {
            Bound bound = integer ? rounded(least, RoundingMode.CEILING) : least;
            all = all.and(compared(bound.value(), integer, order -> order > 0 || order == 0 && !bound.open()));
        }
        if (most != null) {
            Bound bound = integer ? rounded(most, RoundingMode.FLOOR) : most;
            all = bound.value().signum() < 0
                    ? all.and(all.not())
                    : all.and(compared(bound.value(), integer, order -> order < 0 || order == 0 && !bound.open()));
        }
        return multiple == null ? all : all.and(multiples(multiple, integer));
    }

    /** For integers a bound with a fraction is that of the next integer inside, itself allowed. */
    private static Bound rounded(Bound bound, RoundingMode inside) {
        BigDecimal whole = bound.value().setScale(0, inside);
        return whole.compareTo(bound.value()) == 0 ? new Bound(whole, bound.open()) : new Bound(whole, false);
    }

    private static Dfa notZero(boolean integer) {
        return compared(BigDecimal.ZERO, integer, order -> order > 0);
    }

    /** Asked with −1, 0 or 1 for a number below, at or above the bound. */
    private interface Orders {
        boolean accept(int order);
    }

    /**
     * A number being read beside a bound.
     *
     * @param digits read before the point
     * @param zero whether it began with 0, so that no digit may follow before the point
     * @param decimals read after the point; −1 before it
     * @param order of what was read against as many digits of the bound; after the point, that of the whole
     */
    private record Beside(int digits, boolean zero, int decimals, int order) {}

    private static Dfa compared(BigDecimal bound, boolean integer, Orders accepted) {
        String whole = bound.toBigInteger().toString();
        BigDecimal rest = bound.subtract(new BigDecimal(bound.toBigInteger())).stripTrailingZeros();
        String decimals = rest.signum() == 0 ? "" : rest.toPlainString().substring(2);
        return Dfa.explore(
                new Beside(0, false, -1, 0),
                integer ? DIGITS : DIGITS + ".",
                (state, letter) -> after(state, letter, whole, decimals),
                state -> (state.decimals() > 0 || state.decimals() < 0 && state.digits() > 0)
                        && accepted.accept(finalOrder(state, whole, decimals)));
    }

    private static @Nullable Beside after(Beside state, char letter, String whole, String decimals) {
        if (letter == '.') {
            return state.decimals() >= 0 || state.digits() == 0
                    ? null
                    : new Beside(0, false, 0, wholeOrder(state, whole));
        }
        if (state.decimals() >= 0) {
            return state.decimals() == MOST_DECIMALS
                    ? null
                    : new Beside(
                            0, false, state.decimals() + 1, order(state.order(), letter, decimals, state.decimals()));
        }
        if (state.zero() || state.digits() == MOST_DIGITS) {
            return null;
        }
        boolean zero = state.digits() == 0 && letter == '0';
        return new Beside(state.digits() + 1, zero, -1, order(state.order(), letter, whole, state.digits()));
    }

    /** The order after one more digit; past the bound's digits it is compared with 0. */
    private static int order(int before, char letter, String bound, int index) {
        return before != 0 ? before : Integer.signum(letter - (index < bound.length() ? bound.charAt(index) : '0'));
    }

    private static int wholeOrder(Beside state, String whole) {
        return state.digits() == whole.length() ? state.order() : Integer.signum(state.digits() - whole.length());
    }

    private static int finalOrder(Beside state, String whole, String decimals) {
        int order = state.decimals() < 0 ? wholeOrder(state, whole) : state.order();
        boolean boundGoesOn = decimals.length() > Math.max(0, state.decimals());
        return order == 0 && boundGoesOn ? -1 : order;
    }

    /** @param decimals read after the point; −1 before it */
    private record Remainder(int value, int decimals) {}

    private static Dfa multiples(BigDecimal multiple, boolean integer) {
        int scale = Math.max(0, multiple.scale());
        int step = multiple.movePointRight(scale).intValueExact();
        return Dfa.explore(
                new Remainder(0, -1),
                integer ? DIGITS : DIGITS + ".",
                (state, letter) -> {
                    if (letter == '.') {
                        return state.decimals() >= 0 ? null : new Remainder(state.value(), 0);
                    }
                    if (state.decimals() >= scale) { // finer than any multiple, so it must be 0
                        return letter == '0' ? state : null;
                    }
                    int decimals = state.decimals() < 0 ? -1 : state.decimals() + 1;
                    return new Remainder((10 * state.value() + letter - '0') % step, decimals);
                },
                state -> BigInteger.TEN
                                .pow(scale - Math.max(0, state.decimals()))
                                .multiply(BigInteger.valueOf(state.value()))
                                .mod(BigInteger.valueOf(step))
                                .signum()
                        == 0);
    }

    /** Whether {@code value} is whole: 1.0 is an integer. */
    static boolean isWhole(JsonNode value) {
        try {
            return value.isIntegralNumber()
                    || value.isNumber()
                            && value.decimalValue().stripTrailingZeros().scale() <= 0;
        } catch (NumberFormatException e) {
            throw new MuninnException("the schema has the number %s, wanted a finite one".formatted(value), e);
        }
    }
}
