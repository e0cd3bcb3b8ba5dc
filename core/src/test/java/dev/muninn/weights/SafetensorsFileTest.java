package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    @TempDir
    Path directory;

    /** A header, the bytes of data after it, and what the message must say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}          | 4  | tensor 'a': found its data ends at byte 70, wanted at most the file's 66 bytes; is the file cut off?
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}          | 9  | found 71 bytes, wanted 70: bytes follow the last tensor
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}         | 12 | tensor 'a': found its data starts at byte 67, a hole, wanted byte 63
            {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}} | 6 | tensor 'b': found its data starts at byte 115, an overlap, wanted byte 117
            {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[6,10]}} | 10 | tensor 'b': found its data starts at byte 120, a hole
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}          | 8  | tensor 'a': found 8 bytes of data, wanted 12, as F32 [3] needs
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}         | 8  | tensor 'a': found -2 in shape, wanted an integer from 0
            {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}} | 8 | tensor 'a': found shape [4611686018427387904, 4], wanted a size below 2^63 bytes
            {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}} | 8 | tensor 'a': found 99999999999999999999 in shape
            {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}        | 8  | tensor 'a': found 1.5 in shape
            {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}            | 8  | tensor 'a': found a number as shape, wanted a list
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}          | 8  | tensor 'a': found data_offsets [8, 0], wanted an end after the start
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}} | 8 | tensor 'a': found data_offsets [0, 9223372036854775807]
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}        | 8  | tensor 'a': found data_offsets with more than 2 numbers
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}            | 8  | tensor 'a': found a description that lacks some
            {"a":{"dtype":"F32","shape":[2]}}                               | 8  | tensor 'a': found a description that lacks some, wanted dtype, shape and two data_offsets
            {"a":{"dtype":"Q7","shape":[2],"data_offsets":[0,8]}}           | 8  | tensor 'a': found dtype 'Q7', wanted one of [F64, F32,
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}    | 8  | tensor 'a': found the key 'x', wanted dtype, shape and data_offsets
            {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}} | 2 | not valid JSON at line 1, column 57: Duplicate
            {"a":7}                                                         | 0  | tensor 'a': found a number, wanted an object
            {"__metadata__":{"x":7}}                                        | 0  | tensor '__metadata__': found a number at 'x', wanted a text
            {"a":                                                           | 0  | not valid JSON at line 1
            [1]                                                             | 0  | the header does not start with '{'
            {} {}                                                           | 0  | found more after the header's closing '}'
            """)
    void refusesAHeaderAndSaysWhy(String header, int dataBytes, String message) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        assertRefused(file(json.length, json, dataBytes), message);
    }

    @Test
    void refusesWhatIsNoSafetensorsFile() throws IOException {
        assertRefused(new byte[7], "found 7 bytes, wanted a safetensors file of at least 8");
        assertRefused(
                file(100_000_001, new byte[3], 0),
                "found a header length of 100000001 bytes, wanted at most 100000000");
        assertRefused(file(-1, new byte[3], 0), "found a header length of 18446744073709551615 bytes");
        assertRefused(
                file(50, new byte[3], 0), "found 11 bytes, wanted at least 58 for the header; is the file cut off?");
        assertRefused(file(2, new byte[] {(byte) 0xff, '}'}, 0), "the header is not UTF-8");
        byte[] nested = "{\"a\":".concat("[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        assertRefused(file(nested.length, nested, 0), "tensor 'a': found a list, wanted an object");
        assertThatThrownBy(() -> SafetensorsFile.open(directory.resolve("none"), Arena.global()))
                .isInstanceOf(MuninnException.class)
                .hasMessageEndingWith("none: no such file");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 8, 100, 725_000, 726_159})
    void refusesEveryTruncationOfAGolden(int bytes) throws IOException {
        byte[] whole = Files.readAllBytes(Goldens.HUGINN_TINY.resolve("model.safetensors"));
        assertRefused(Arrays.copyOf(whole, bytes), "wanted");
    }

    @Test
    void readsScalarsEmptyTensorsAndMetadata() throws IOException {
        byte[] json =
                ("{\"__metadata__\":{\"k\":\"v\"},\"z\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[4,4]},"
                                + "\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}  ")
                        .getBytes(StandardCharsets.UTF_8);
        SafetensorsFile file = open(file(json.length, json, 4));
        assertThat(file.metadata()).containsExactly(Map.entry("k", "v"));
        assertThat(file.tensors().get("z").shape()).isEqualTo(List.of(0L, 5L));
        assertThat(file.bytes(file.tensors().get("s")).byteSize()).isEqualTo(4);
    }

    /** A sparse file, so nothing of that size is written. */
    @Test
    void mapsFilesBeyondTwoGigabytes() throws IOException {
        long data = 3_000_000_000L;
        byte[] json = ("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + data + "],\"data_offsets\":[0," + data + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        Path path = directory.resolve("large.safetensors");
        Files.write(path, file(json.length, json, 0));
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(8 + json.length + data);
            sparse.seek(8 + json.length + data - 1);
            sparse.write(42);
        }
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(path, arena);
            byte last = file.bytes(file.tensors().get("a")).get(ValueLayout.JAVA_BYTE, data - 1);
            assertThat(last).isEqualTo((byte) 42);
        }
    }

    private void assertRefused(byte[] bytes, String message) throws IOException {
        assertThatThrownBy(() -> open(bytes))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith(directory.resolve("f.safetensors").toString())
                .hasMessageContaining(message);
    }

    private SafetensorsFile open(byte[] bytes) throws IOException {
        Path path = directory.resolve("f.safetensors");
        Files.write(path, bytes);
        return SafetensorsFile.open(path, Arena.ofAuto());
    }

    private static byte[] file(long headerLength, byte[] header, int dataBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(headerLength).put(header).array();
    }
}
