package dev.muninn.tokenizer;

import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.DefaultFilter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.PyWrapper;
import com.hubspot.jinjava.util.ForLoop;
import dev.muninn.error.MuninnException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;

/**
 * Method calls in templates: {@code text.strip()} means Python's method, never Java's of the same name. What is not listed
 * is refused.
 */
final class PythonMethods extends CompositeELResolver {
    private static final Set<String> OF_COLLECTIONS = Set.of(
            "items", "keys", "values", "get", "append", "extend", "pop", "insert", "index", "count", "copy", "update");

    PythonMethods() {
        add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_WRITE);
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        String name = String.valueOf(method);
        Object[] given = arguments == null ? new Object[0] : arguments;
        if (PythonStrings.isString(base)) {
            context.setPropertyResolved(true);
            return PythonStrings.call(base.toString(), name, List.of(strings(name, given)));
        }
        if (base instanceof Filter filter) {
            requireInput(filter, given);
        } else if (!(base instanceof ExpTest
                || base instanceof ForLoop
                || ((base instanceof PyWrapper || base instanceof Map || base instanceof List)
                        && OF_COLLECTIONS.contains(name)))) {
            throw new MuninnException("method '%s' is not supported".formatted(name));
        }
        return super.invoke(context, base, method, types, given);
    }

    /** Jinjava's filters turn an undefined input into "null" or nothing. */
    private static void requireInput(Filter filter, Object[] arguments) {
        if (arguments.length > 0
                && arguments[0] == null
                && !(filter instanceof DefaultFilter)
                && !filter.getName().equals("tojson")) {
            throw new MuninnException("filter '%s' is given an undefined value".formatted(filter.getName()));
        }
    }

    private static Object[] strings(String name, Object[] arguments) {
        if (Arrays.stream(arguments).anyMatch(argument -> argument == null)) {
            throw new MuninnException("method '%s' is given an undefined value".formatted(name));
        }
        return arguments;
    }
}
