package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Evaluates what stands in steps. */
final class Arithmetic {
    private static final Pattern MOD = Pattern.compile("(\\d+) mod (\\d+)");

    private Arithmetic() {}

    /** The value of "7 * 5 = 35 = 12 mod 23", after checking each equals sign. */
    static long checked(String equation) {
        String[] sides = equation.split(" = ");
        long value = evaluate(sides[0]);
        for (int i = 1; i < sides.length; i++) {
            Matcher mod = MOD.matcher(sides[i]);
            if (mod.matches()) {
                assertThat(Math.floorMod(value, Long.parseLong(mod.group(2))))
                        .as(equation)
                        .isEqualTo(Long.parseLong(mod.group(1)));
                value = Long.parseLong(mod.group(1));
            } else {
                assertThat(evaluate(sides[i])).as(equation).isEqualTo(value);
            }
        }
        return value;
    }

    /** Numbers joined by + - * /, divisions and products first. */
    static long evaluate(String expression) {
        String[] words = expression.split(" ");
        long sum = 0;
        long product = Long.parseLong(words[0]);
        for (int i = 1; i < words.length; i += 2) {
            long next = Long.parseLong(words[i + 1]);
            switch (words[i]) {
                case "*" -> product *= next;
                case "/" -> {
                    assertThat(product % next).as(expression).isZero();
                    product /= next;
                }
                case "+", "-" -> {
                    sum += product;
                    product = words[i].equals("+") ? next : -next;
                }
                default -> throw new AssertionError(expression);
            }
        }
        return sum + product;
    }
}
