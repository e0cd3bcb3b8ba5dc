package dev.muninn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubReferenceTest {
    @Test
    void hasRevisionAndFile() {
        HubReference reference = HubReference.parse("hf:org/some.model@refs/pr/1:sub/m.gguf");
        assertThat(reference.repo()).isEqualTo("org/some.model");
        assertThat(reference.revision()).isEqualTo("refs/pr/1");
        assertThat(reference.file()).contains("sub/m.gguf");
        assertThat(reference).hasToString("hf:org/some.model@refs/pr/1:sub/m.gguf");
        assertThat(HubReference.parse("org/name").revision()).isEqualTo("main");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hf:",
                "a/b/c",
                "../x",
                "a/..",
                "a/b--c",
                "/etc",
                "a b/c",
                "org/name@",
                "org/name@../x",
                "org/name@a b",
                "org/name:../x",
                "org/name:a/../../x",
                "org/name:/etc/passwd",
                "org/name:C:x",
                "org/name:a\\b",
                "org/name:a//b",
                "org/name:./x",
                "org/name.git",
                "org/name:a\u0000b"
            })
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> HubReference.parse(text)).isInstanceOf(MuninnException.class);
    }

    @Test
    void pathsThatStayInsideAreSafe() {
        assertThat(HubPaths.isSafe("sub/file..json")).isTrue();
        assertThat(HubPaths.isSafe("..")).isFalse();
        assertThat(HubPaths.isSafe("a/../b")).isFalse();
        assertThat(HubPaths.isSafe("C:x")).isFalse();
        assertThat(HubPaths.isSafe("a\nb")).isFalse();
    }
}
