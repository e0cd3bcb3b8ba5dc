package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code serve --config}: what goes wrong is told before anything is loaded, so wrong values show what was read. */
class ConfigFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Ran serve(String yaml, String... words) throws IOException {
        Path file = directory.resolve("serve.yaml");
        Files.writeString(file, yaml.replace(';', '\n'));
        String[] all = new String[words.length + 3];
        all[0] = "serve";
        all[1] = "--config";
        all[2] = file.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        return Ran.of(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "port: 70000                     | a port is 0 to 65535, found 70000",
                "port: 70000; quiet: true        | a port is 0 to 65535, found 70000",
                "prot: 9000                      | 'prot' is no option of muninn serve",
                "config: other.yaml              | 'config' is no option",
                "port: [1, 2]                    | port is [1,2]; a value is wanted",
                "no-log: 3                       | no-log is 3; true or false is wanted",
                "host: {a: 1}                    | host is {\"a\":1}; a value is wanted",
                "cors-origin: {a: 1}             | a value or a list is wanted",
                "just text                       | has no options",
                "port: [1                        | is not YAML",
                "tls-cert: a.pem                 | both --tls-cert and --tls-key",
                "api-keys: /no/such/file         | /no/such/file cannot be read",
                "host: 0.0.0.0                   | give an --api-key",
                "name: [a, b, c]                 | --name is given 3 times",
                "drain: 99999                    | 0 to 3600 seconds"
            })
    void wrongLinesAreNamed(String yaml, String message) throws IOException {
        Ran ran = serve(yaml);
        assertThat(ran.status()).isNotZero();
        assertThat(ran.err()).contains(message);
    }

    @Test
    void theCommandLineCounts() throws IOException {
        assertThat(serve("port: 70000", "--port", "80000").err()).contains("found 80000");
        assertThat(serve("host: 0.0.0.0", "--port=80001", "--api-key", "x").err())
                .contains("found 80001");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Ran ran = Ran.of("serve", "--config=/no/such.yaml");
        assertThat(ran.status()).isEqualTo(Main.FAILED);
        assertThat(ran.err()).contains("/no/such.yaml cannot be read");
    }
}
