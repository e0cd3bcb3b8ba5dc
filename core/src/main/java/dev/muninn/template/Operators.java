package dev.muninn.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Python's arithmetic, on numbers, texts and lists. */
final class Operators {
    private final Budget budget;
    private final Formatting formatting;

    Operators(Budget budget, Formatting formatting) {
        this.budget = budget;
        this.formatting = formatting;
    }

    Object apply(String operator, Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return integers(operator, a, b);
        }
        String text = Values.asText(left);
        if (operator.equals("%") && text != null) {
            return sameKind(left, formatting.percent(text, right));
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return left instanceof Double || right instanceof Double
                    ? reals(operator, Numbers.real(left), Numbers.real(right))
                    : bigs(operator, Numbers.big(left), Numbers.big(right));
        }
        Object joined = operator.equals("+") ? sum(left, right) : operator.equals("*") ? times(left, right) : None.NONE;
        if (joined == None.NONE) {
            throw TemplateFailure.of(
                    "'%s' and '%s' cannot be combined by '%s'",
                    Values.typeName(left), Values.typeName(right), operator);
        }
        return joined;
    }

    private static Object sameKind(Object as, String text) {
        return as instanceof Markup ? new Markup(text) : text;
    }

    private Object integers(String operator, long a, long b) {
        try {
            return switch (operator) {
                case "+" -> Math.addExact(a, b);
                case "-" -> Math.subtractExact(a, b);
                case "*" -> Math.multiplyExact(a, b);
                case "%" -> Math.floorMod(a, nonZero(b));
                case "//" -> Math.floorDivExact(a, nonZero(b));
                default -> bigs(operator, BigInteger.valueOf(a), BigInteger.valueOf(b));
            };
        } catch (ArithmeticException e) {
            return bigs(operator, BigInteger.valueOf(a), BigInteger.valueOf(b));
        }
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw TemplateFailure.of("division by zero");
        }
        return divisor;
    }

    private Object bigs(String operator, BigInteger a, BigInteger b) {
        budget.steps((a.bitLength() + b.bitLength()) / 64);
        return switch (operator) {
            case "+" -> Numbers.of(a.add(b));
            case "-" -> Numbers.of(a.subtract(b));
            case "*" -> Numbers.of(a.multiply(b));
            case "/" -> {
                nonZero(b.signum());
                yield a.doubleValue() / b.doubleValue();
            }
            case "//" -> Numbers.of(floor(a, b)[0]);
            case "%" -> Numbers.of(floor(a, b)[1]);
            default -> power(a, b);
        };
    }

    /** Quotient and rest, rounded down. */
    private static BigInteger[] floor(BigInteger a, BigInteger b) {
        nonZero(b.signum());
        BigInteger[] parts = a.divideAndRemainder(b);
        return parts[1].signum() * b.signum() < 0
                ? new BigInteger[] {parts[0].subtract(BigInteger.ONE), parts[1].add(b)}
                : parts;
    }

    private static Object power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            nonZero(a.signum());
            return Math.pow(a.doubleValue(), b.doubleValue());
        }
        if (a.bitLength() > 1 && b.bitLength() > 16 || b.bitLength() > 31) {
            throw TemplateFailure.of("'**' makes a number that is too large");
        }
        if (a.bitLength() <= 1 && a.abs().compareTo(BigInteger.ONE) <= 0) {
            return Numbers.of(a.pow(b.signum() == 0 ? 0 : b.testBit(0) ? 1 : 2));
        }
        if ((long) a.bitLength() * b.intValue() > 8192) {
            throw TemplateFailure.of("'**' makes a number that is too large");
        }
        return Numbers.of(a.pow(b.intValue()));
    }

    private static Object reals(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / nonZero(b);
            case "%" -> mod(a, nonZero(b));
            case "//" -> floorDivide(a, nonZero(b));
            default -> realPower(a, b);
        };
    }

    private static double realPower(double a, double b) {
        double result = Math.pow(a, b);
        if (a == 0 && b < 0 || Double.isNaN(result) && !Double.isNaN(a) && !Double.isNaN(b)) {
            throw TemplateFailure.of("'**' has no real result");
        }
        if (Double.isInfinite(result) && Double.isFinite(a) && Double.isFinite(b)) {
            throw TemplateFailure.of("'**' makes a number that is too large");
        }
        return result;
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw TemplateFailure.of("division by zero");
        }
        return divisor;
    }

    private static double mod(double a, double b) {
        double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0, b);
        }
        return rest < 0 != b < 0 ? rest + b : rest;
    }

    private static double floorDivide(double a, double b) {
        double quotient = (a - mod(a, b)) / b;
        double floor = Math.floor(quotient);
        return quotient == 0 ? Math.copySign(0, a / b) : quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private Object sum(Object left, Object right) {
        String a = Values.asText(left);
        String b = Values.asText(right);
        if (a != null && b != null) {
            budget.text((long) a.length() + b.length());
            boolean markup = left instanceof Markup || right instanceof Markup;
            return markup ? new Markup(Markup.escaped(left) + Markup.escaped(right)) : a + b;
        }
        if (left instanceof Tuple first && right instanceof Tuple second) {
            return new Tuple(join(first.items(), second.items()));
        }
        if (left instanceof List<?> first
                && right instanceof List<?> second
                && !(left instanceof Range)
                && !(right instanceof Range)) {
            return join(first, second);
        }
        return None.NONE;
    }

    private List<Object> join(List<?> first, List<?> second) {
        budget.steps((long) first.size() + second.size());
        List<Object> all = new ArrayList<>(first.size() + second.size());
        all.addAll(first);
        all.addAll(second);
        return all;
    }

    private Object times(Object left, Object right) {
        if (!Numbers.isInteger(right)) {
            return Numbers.isInteger(left) ? times(right, left) : None.NONE;
        }
        long count = Math.max(
                0, Numbers.big(right).min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue());
        String text = Values.asText(left);
        if (text != null) {
            budget.text(text.length() * count);
            return sameKind(left, text.repeat((int) count));
        }
        if (left instanceof Tuple tuple) {
            return new Tuple(repeat(tuple.items(), count));
        }
        return left instanceof List<?> list && !(left instanceof Range) ? repeat(list, count) : None.NONE;
    }

    private List<Object> repeat(List<?> items, long count) {
        budget.steps(items.size() * count);
        List<Object> all = new ArrayList<>();
        for (long i = 0; i < count && !items.isEmpty(); i++) {
            all.addAll(items);
        }
        return all;
    }

    Object signed(Object value, boolean negative) {
        return switch (value) {
            case Long number when number != Long.MIN_VALUE -> negative ? -number : number;
            case Double number -> negative ? -number : number;
            case Undefined undefined -> throw undefined.failure();
            default -> {
                if (!Numbers.isInteger(value)) {
                    throw TemplateFailure.of("'%s' has no sign", Values.typeName(value));
                }
                BigInteger number = Numbers.big(value);
                yield Numbers.of(negative ? number.negate() : number);
            }
        };
    }
}
