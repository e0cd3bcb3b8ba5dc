package dev.muninn.weights;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file. It is read as a stream, because a hostile header of the allowed 100 MB would be
 * gigabytes as a tree. Format: <a href="https://huggingface.co/docs/safetensors">safetensors</a>.
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    static final int MOST_DIMENSIONS = 16;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Parses and checks a header.
     *
     * @param json the header's bytes
     * @param file the file it came from
     * @param fileSize bytes of the whole file; the data starts 8 bytes plus the header's length into it
     */
    static SafetensorsHeader parse(byte[] json, Path file, long fileSize) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MuninnException(file + ": the header is not UTF-8; is this a safetensors file?", e);
        }
        MuninnException.require(
                text.startsWith("{"), "%s: the header does not start with '{'; is this a safetensors file?", file);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            SafetensorsHeader header = new HeaderParser(parser, file, 8L + json.length).parse();
            header.checkLayout(file, 8L + json.length, fileSize);
            return header;
        } catch (JacksonException e) {
            throw JsonFields.malformed(file + " (header)", e);
        }
    }

    /** The data section must be covered from its first byte to the end of the file, without overlap. */
    private void checkLayout(Path file, long dataStart, long fileSize) {
        List<TensorInfo> ordered = new ArrayList<>(tensors.values());
        ordered.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        long at = dataStart;
        for (TensorInfo tensor : ordered) {
            if (tensor.end() > fileSize) {
                throw fault(
                        file,
                        tensor.name(),
                        "its data ends at byte " + tensor.end(),
                        "at most the file's " + fileSize + " bytes; is the file cut off?");
            }
            if (tensor.begin() != at) {
                throw fault(
                        file,
                        tensor.name(),
                        "its data starts at byte " + tensor.begin()
                                + (tensor.begin() < at ? ", an overlap" : ", a hole"),
                        "byte " + at + ", where the data before it ends");
            }
            at = tensor.end();
        }
        MuninnException.require(
                at == fileSize, "%s: found %d bytes, wanted %d: bytes follow the last tensor", file, fileSize, at);
    }

    static MuninnException fault(Path file, String tensor, String found, String wanted) {
        return new MuninnException(
                "%s: tensor '%s': found %s, wanted %s".formatted(file, JsonFields.shorten(tensor), found, wanted));
    }

    /** One pass over the tokens. */
    private static final class HeaderParser {
        private final JsonParser parser;
        private final Path file;
        private final long dataStart;
        private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        HeaderParser(JsonParser parser, Path file, long dataStart) {
            this.parser = parser;
            this.file = file;
            this.dataStart = dataStart;
        }

        SafetensorsHeader parse() {
            parser.nextToken(); // the '{' that parse() above has seen
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value != JsonToken.START_OBJECT) {
                    throw fault(file, name, token(value), "an object");
                }
                if (name.equals("__metadata__")) {
                    readMetadata();
                } else {
                    tensors.put(name, readTensor(name));
                }
            }
            if (parser.nextToken() != null) {
                throw new MuninnException(file + ": found more after the header's closing '}', wanted only spaces");
            }
            return new SafetensorsHeader(tensors, metadata);
        }

        private void readMetadata() {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw fault(
                            file,
                            "__metadata__",
                            token(parser.currentToken()) + " at '" + JsonFields.shorten(key) + "'",
                            "a text");
                }
                metadata.put(key, parser.getString());
            }
        }

        private TensorInfo readTensor(String name) {
            @Nullable String dtype = null;
            long @Nullable [] shape = null;
            long @Nullable [] offsets = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "dtype" -> dtype = readText(name);
                    case "shape" -> shape = readLongs(name, key, MOST_DIMENSIONS);
                    case "data_offsets" -> offsets = readLongs(name, key, 2);
                    default ->
                        throw fault(
                                file,
                                name,
                                "the key '" + JsonFields.shorten(key) + "'",
                                "dtype, shape and data_offsets");
                }
            }
            if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
                throw fault(file, name, "a description that lacks some", "dtype, shape and two data_offsets");
            }
            return info(name, dtype, shape, offsets);
        }

        private TensorInfo info(String name, String dtypeName, long[] shape, long[] offsets) {
            DType dtype = DType.named(dtypeName)
                    .orElseThrow(() -> fault(
                            file,
                            name,
                            "dtype '" + JsonFields.shorten(dtypeName) + "'",
                            "one of " + Arrays.toString(DType.values())));
            long size = dtype.bytes();
            for (long dimension : shape) {
                try {
                    size = Math.multiplyExact(size, dimension);
                } catch (ArithmeticException e) {
                    throw fault(file, name, "shape " + Arrays.toString(shape), "a size below 2^63 bytes");
                }
            }
            if (offsets[1] < offsets[0] || offsets[1] > Long.MAX_VALUE - dataStart) {
                throw fault(file, name, "data_offsets " + Arrays.toString(offsets), "an end after the start");
            }
            if (offsets[1] - offsets[0] != size) {
                throw fault(
                        file,
                        name,
                        "%d bytes of data".formatted(offsets[1] - offsets[0]),
                        "%d, as %s %s needs".formatted(size, dtype, Arrays.toString(shape)));
            }
            List<Long> dimensions = Arrays.stream(shape).boxed().toList();
            return new TensorInfo(name, dtype, dimensions, file, dataStart + offsets[0], dataStart + offsets[1]);
        }

        private String readText(String name) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw fault(file, name, token(parser.currentToken()) + " as dtype", "a text");
            }
            return parser.getString();
        }

        /** A list of at most {@code most} non-negative integers. */
        private long[] readLongs(String name, String key, int most) {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw fault(file, name, token(parser.currentToken()) + " as " + key, "a list of integers");
            }
            long[] values = new long[most];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (count == most) {
                    throw fault(file, name, key + " with more than " + most + " numbers", "at most that many");
                }
                values[count++] = readLong(name, key);
            }
            return Arrays.copyOf(values, count);
        }

        private long readLong(String name, String key) {
            boolean integer = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
            if (integer && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER && parser.getLongValue() >= 0) {
                return parser.getLongValue();
            }
            throw fault(
                    file,
                    name,
                    JsonFields.shorten(String.valueOf(parser.getString())) + " in " + key,
                    "an integer from 0 to 2^63 - 1");
        }

        private static String token(@Nullable JsonToken token) {
            return switch (token) {
                case null -> "the end of the header";
                case START_OBJECT -> "an object";
                case START_ARRAY -> "a list";
                case VALUE_STRING -> "a text";
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                case VALUE_TRUE, VALUE_FALSE -> "a truth value";
                case VALUE_NULL -> "null";
                default -> "something else";
            };
        }
    }
}
