package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

/** Evaluates what stands in steps. */
final class Arithmetic {
    private Arithmetic() {}

    /** The value of "7 * 5 = 35", after checking each equals sign. */
    static long checked(String equation) {
        String[] sides = equation.split(" = ");
        long value = evaluate(sides[0]);
        for (int i = 1; i < sides.length; i++) {
            assertThat(evaluate(sides[i])).as(equation).isEqualTo(value);
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
