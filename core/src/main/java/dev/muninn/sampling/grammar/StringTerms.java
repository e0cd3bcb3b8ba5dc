package dev.muninn.sampling.grammar;

import dev.muninn.error.MuninnException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Strings of some length, that match a pattern, of a format. */
final class StringTerms {
    static final Set<String> KEYWORDS = Set.of("minLength", "maxLength", "pattern", "format");

    private static final String LEAP = "(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29";
    private static final String DATE = "(" + LEAP
            + "|\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8])))";
    private static final String TIME =
            "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
    private static final String HOST = "(" + LABEL + "\\.){1,4}[A-Za-z]{2,10}";
    private static final String BYTE = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";

    /** RFC 3339 for dates and times, RFC 4122, RFC 5321, RFC 2673; of those with longer or rarer forms, the usual ones. */
    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("date-time", DATE + "T" + TIME),
            Map.entry("uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
            Map.entry("email", "[A-Za-z0-9_+-]{1,20}(\\.[A-Za-z0-9_+-]{1,20}){0,2}@" + HOST),
            Map.entry("hostname", HOST),
            Map.entry("ipv4", "(" + BYTE + "\\.){3}" + BYTE),
            Map.entry("ipv6", "([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"),
            Map.entry("uri", "https?://" + HOST + "(/[A-Za-z0-9._~-]{0,40}){0,6}(\\?[A-Za-z0-9=&._~-]{0,100})?"));

    /** They say how a string is shown or meant, not which strings are right. */
    private static final Set<String> REMARKS = Set.of(
            "password", "binary", "byte", "path", "file-path", "directory-path", "json-string", "text", "multiline");

    private StringTerms() {}

    static Term of(JsonNode schema, String at) {
        int least = SchemaCompiler.count(schema, "minLength", 0, at);
        int most = SchemaCompiler.most(schema, "maxLength", least, at);
        Dfa found = format(schema, at);
        if (schema.hasNonNull("pattern")) {
            Dfa pattern = pattern(schema.get("pattern"), at);
            found = found == null ? pattern : found.and(pattern);
        }
        if (found == null) {
            return JsonTerms.string(least, most);
        }
        if (!found.hasLength(least, most)) {
            found = found.and(Dfa.length(least, most));
        }
        if (found.isEmpty()) {
            throw SchemaKeywords.refused(at, "no text has its pattern, format and length at once");
        }
        return new Term.Sequence(new Term.Literal("\""), found.term(Spelled::inJson), new Term.Literal("\""));
    }

    private static Dfa pattern(JsonNode pattern, String at) {
        if (!pattern.isString()) {
            throw SchemaKeywords.refused(at, "pattern is %s, wanted a text".formatted(pattern));
        }
        try {
            return RegexParser.search(pattern.asString());
        } catch (MuninnException e) {
            throw SchemaKeywords.refused(at, "'pattern' is not supported: " + e.getMessage());
        }
    }

    private static @Nullable Dfa format(JsonNode schema, String at) {
        String name = schema.path("format").asString("");
        String pattern = FORMATS.get(name);
        if (pattern != null) {
            return RegexParser.match(pattern);
        }
        // Libraries name the patterns they write ("starts_with"): then the pattern is held to, whatever its name.
        if (schema.hasNonNull("format") && !REMARKS.contains(name) && !schema.hasNonNull("pattern")) {
            throw SchemaKeywords.refused(
                    at,
                    "'format' is '%s', which is not supported; supported are %s"
                            .formatted(
                                    name,
                                    String.join(
                                            ", ",
                                            FORMATS.keySet().stream().sorted().toList())));
        }
        return null;
    }
}
