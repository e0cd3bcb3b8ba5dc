package dev.muninn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environment variables mean here what they mean to Python's tools. */
class HubSettingsTest {
    @TempDir
    Path home;

    private HubSettings settings(Map<String, String> environment) {
        return HubSettings.of(environment, home);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                              | HOME/.cache/huggingface/hub",
                "XDG_CACHE_HOME=/x                              | /x/huggingface/hub",
                "HF_HOME=/h;XDG_CACHE_HOME=/x                   | /h/hub",
                "HUGGINGFACE_HUB_CACHE=/o;HF_HOME=/h            | /o",
                "HF_HUB_CACHE=/n;HUGGINGFACE_HUB_CACHE=/o       | /n",
                "HF_HUB_CACHE=/n;HF_HOME=/h;XDG_CACHE_HOME=/x   | /n",
                "HF_HOME=~/models                               | HOME/models/hub",
                "HF_HUB_CACHE=;HF_HOME=/h                       | /h/hub"
            })
    void theCacheIsPythons(String variables, String expected) {
        Map<String, String> environment = new HashMap<>();
        if (variables != null) {
            for (String variable : variables.split(";")) {
                String[] parts = variable.split("=", -1);
                environment.put(parts[0], parts[1]);
            }
        }
        assertThat(settings(environment).cache()).isEqualTo(Path.of(expected.replace("HOME/", home + "/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "on", "ON", "Yes", "true", "TRUE"})
    void flagsAreTrueInAnyCase(String value) {
        assertThat(settings(Map.of("HF_HUB_OFFLINE", value)).offline()).isTrue();
        assertThat(settings(Map.of("TRANSFORMERS_OFFLINE", value)).offline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "no", "off", "2"})
    void otherFlagsAreNot(String value) {
        assertThat(settings(Map.of("HF_HUB_OFFLINE", value)).offline()).isFalse();
    }

    @Test
    void tokensAreTrimmedAndEmptyOnesAreNone() throws IOException {
        assertThat(settings(Map.of("HF_TOKEN", "abc\r\n")).token()).contains("abc");
        assertThat(settings(Map.of("HF_TOKEN", "")).token()).isEmpty();
        assertThat(settings(Map.of("HF_TOKEN", " ")).token()).isEmpty();
        assertThat(settings(Map.of("HF_TOKEN", " ", "HUGGING_FACE_HUB_TOKEN", "old"))
                        .token())
                .contains("old");

        Path file = Files.writeString(home.resolve("token"), "  from-a-file\n");
        assertThat(settings(Map.of("HF_HOME", home.toString())).token()).contains("from-a-file");
        assertThat(settings(Map.of("HF_TOKEN_PATH", file.toString())).token()).contains("from-a-file");
        assertThat(settings(Map.of("HF_TOKEN", "first", "HF_TOKEN_PATH", file.toString()))
                        .token())
                .contains("first");
        assertThat(settings(Map.of("HF_TOKEN", "abc", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))
                        .token())
                .isEmpty();
    }

    @Test
    void aTokenIsNeverShown() {
        assertThat(settings(Map.of("HF_TOKEN", "hf_secret")).toString()).doesNotContain("hf_secret");
        assertThatThrownBy(() -> settings(Map.of("HF_TOKEN", "hf_secret\nX-Evil: 1")))
                .hasMessageContaining("HF_TOKEN")
                .message()
                .doesNotContain("hf_secret");
    }

    @Test
    void endpointsAreAddresses() {
        assertThat(settings(Map.of()).endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings(Map.of("HF_ENDPOINT", "http://mirror:8080/hf/")).endpoint())
                .isEqualTo(URI.create("http://mirror:8080/hf"));
        assertThatThrownBy(() -> settings(Map.of("HF_ENDPOINT", "mirror"))).hasMessageContaining("HF_ENDPOINT");
        assertThatThrownBy(() -> settings(Map.of("HF_HUB_ETAG_TIMEOUT", "soon")))
                .hasMessageContaining("HF_HUB_ETAG_TIMEOUT");
    }

    @Test
    void proxiesAreThoseOfTheEnvironment() {
        HubProxies proxies = HubProxies.of(Map.of(
                "HTTPS_PROXY", "http://user:p%40ss@proxy:3128", "no_proxy", "localhost, .corp.example,10.0.0.1"));
        assertThat(proxies.select(URI.create("https://huggingface.co/x")))
                .containsExactly(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("proxy", 3128)));
        assertThat(proxies.select(URI.create("http://huggingface.co/x"))).containsExactly(Proxy.NO_PROXY);
        assertThat(proxies.select(URI.create("https://hub.corp.example/x"))).containsExactly(Proxy.NO_PROXY);
        assertThat(proxies.select(URI.create("https://notcorp.example/x")).getFirst())
                .isNotEqualTo(Proxy.NO_PROXY);
        assertThat(proxies.authenticator()).isPresent();
        assertThatThrownBy(() -> HubProxies.of(Map.of("https_proxy", "socks5://me:secret@proxy")))
                .hasMessageContaining("HTTPS_PROXY")
                .message()
                .doesNotContain("secret");
    }
}
