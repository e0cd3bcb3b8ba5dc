package dev.muninn.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import dev.muninn.error.MuninnException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the transformers library adds to Jinja for chat templates, and filters that Jinjava lacks or has differently. */
public final class TemplateFunctions {
    private TemplateFunctions() {}

    static void register(Jinjava jinjava) {
        jinjava.registerFunction(new ELFunctionDefinition(
                "", "raise_exception", TemplateFunctions.class, "raiseException", Object.class));
        jinjava.registerFunction(
                new ELFunctionDefinition("", "strftime_now", TemplateFunctions.class, "strftimeNow", Object.class));
        jinjava.registerFunction(
                new ELFunctionDefinition("", "range", TemplateFunctions.class, "range", Object[].class));
        jinjava.registerFilter(new ToJson());
        jinjava.registerFilter(new Trim());
        jinjava.registerFilter(new Items());
        jinjava.registerFilter(new Replace());
    }

    /** How a template refuses a chat, for example one that does not alternate between user and assistant. Called by templates. */
    public static Object raiseException(Object message) {
        throw new MuninnException("the template refuses these messages: " + message);
    }

    /** The local time in C's {@code strftime} notation. Called by templates. */
    public static String strftimeNow(Object format) {
        return StrftimeFormatter.format(
                ZonedDateTime.now(ZoneId.systemDefault()), String.valueOf(format), Locale.ENGLISH);
    }

    /** Python's {@code range} of one to three numbers, as a list; Jinjava's own cuts long ranges short. Called by templates. */
    public static List<Long> range(Object... bounds) {
        long[] numbers = new long[bounds.length];
        for (int i = 0; i < numbers.length; i++) {
            if (!(bounds[i] instanceof Number number)) {
                throw new MuninnException("range wants numbers, found %s".formatted(bounds[i]));
            }
            numbers[i] = number.longValue();
        }
        return switch (numbers.length) {
            case 1 -> range(0, numbers[0], 1);
            case 2 -> range(numbers[0], numbers[1], 1);
            case 3 -> range(numbers[0], numbers[1], numbers[2]);
            default ->
                throw new MuninnException("range wants one to three numbers, found %s".formatted(numbers.length));
        };
    }

    private static List<Long> range(long start, long end, long step) {
        if (step == 0) {
            throw new MuninnException("range has step 0");
        }
        List<Long> values = new ArrayList<>();
        for (long value = start; step > 0 ? value < end : value > end; value += step) {
            if (values.size() == TemplateEngine.MOST_ELEMENTS) {
                throw new MuninnException("range has more than %s elements".formatted(TemplateEngine.MOST_ELEMENTS));
            }
            values.add(value);
        }
        return values;
    }

    private static void requireNone(String name, Object[] arguments, Map<String, Object> named) {
        if (arguments.length > 0 || !named.isEmpty()) {
            throw new MuninnException("filter '%s' takes no arguments".formatted(name));
        }
    }

    private static final class ToJson implements AdvancedFilter {
        @Override
        public String getName() {
            return "tojson";
        }

        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            if (arguments.length > 0 || named.keySet().stream().anyMatch(name -> !name.equals("indent"))) {
                throw new MuninnException("filter 'tojson' takes indent only, found %s".formatted(named.keySet()));
            }
            Object indent = named.get("indent");
            return PythonJson.write(value, indent instanceof Number spaces ? spaces.intValue() : PythonJson.ONE_LINE);
        }
    }

    private static final class Trim implements AdvancedFilter {
        @Override
        public String getName() {
            return "trim";
        }

        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            requireNone("trim", arguments, named);
            return PythonStrings.strip(PythonStrings.text(value));
        }
    }

    private static final class Replace implements AdvancedFilter {
        @Override
        public String getName() {
            return "replace";
        }

        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            if (arguments.length != 2 || arguments[0] == null || arguments[1] == null || !named.isEmpty()) {
                throw new MuninnException("filter 'replace' takes two strings");
            }
            return PythonStrings.replace(
                    PythonStrings.text(value), PythonStrings.text(arguments[0]), PythonStrings.text(arguments[1]));
        }
    }

    private static final class Items implements AdvancedFilter {
        @Override
        public String getName() {
            return "items";
        }

        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            requireNone("items", arguments, named);
            if (!(value instanceof Map<?, ?> map)) {
                throw new MuninnException("filter 'items' wants a mapping");
            }
            List<Object> pairs = new ArrayList<>();
            map.forEach((key, item) -> {
                List<Object> pair = new ArrayList<>();
                pair.add(key);
                pair.add(item);
                pairs.add(pair);
            });
            return pairs;
        }
    }
}
