package dev.muninn.sampling.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Code points as bytes: UTF-8, plain or within a JSON string. */
final class Spelled {
    /** Code points with as many bytes in UTF-8, borders that a range must not cross. */
    private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

    private static final CodePoints ESCAPED = CodePoints.of(0, 0x1F, '"', '"', '\\', '\\');

    private Spelled() {}

    /** As they are. */
    static Term plain(CodePoints points) {
        List<Term> ways = new ArrayList<>();
        for (CodePoints.Range range : points.ranges()) {
            split(range.first(), range.last(), ways);
        }
        return new Term.Choice(ways);
    }

    /** Within a JSON string: as they are where that is allowed, else by their shortest escape. */
    static Term inJson(CodePoints points) {
        List<Term> ways = new ArrayList<>();
        CodePoints raw = points.and(ESCAPED.not());
        if (!raw.isEmpty()) {
            ways.add(plain(raw));
        }
        for (CodePoints.Range range : points.and(ESCAPED).ranges()) {
            for (int point = range.first(); point <= range.last(); point++) {
                ways.add(new Term.Literal(escape(point)));
            }
        }
        return new Term.Choice(ways);
    }

    private static String escape(int point) {
        return switch (point) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> "\\u%04x".formatted(point);
        };
    }

    /** Cuts a range where the number of bytes changes, then where all but the last byte change. */
    private static void split(int first, int last, List<Term> ways) {
        for (int border : LAST_OF_LENGTH) {
            if (first <= border && border < last) {
                split(first, border, ways);
                split(border + 1, last, ways);
                return;
            }
        }
        if (last <= 0x7F) {
            ways.add(new Term.Bytes(first, last));
            return;
        }
        for (int bits = 6; bits <= 18; bits += 6) {
            int mask = (1 << bits) - 1;
            if ((first & ~mask) != (last & ~mask)) {
                if ((first & mask) != 0) {
                    split(first, first | mask, ways);
                    split((first | mask) + 1, last, ways);
                    return;
                }
                if ((last & mask) != mask) {
                    split(first, (last & ~mask) - 1, ways);
                    split(last & ~mask, last, ways);
                    return;
                }
            }
        }
        byte[] from = Character.toString(first).getBytes(StandardCharsets.UTF_8);
        byte[] to = Character.toString(last).getBytes(StandardCharsets.UTF_8);
        Term[] bytes = new Term[from.length];
        for (int i = 0; i < from.length; i++) {
            bytes[i] = new Term.Bytes(from[i] & 0xFF, to[i] & 0xFF);
        }
        ways.add(new Term.Sequence(bytes));
    }
}
