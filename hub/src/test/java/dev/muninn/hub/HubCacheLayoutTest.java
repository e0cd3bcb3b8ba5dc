package dev.muninn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files lie where Python's tools look for them. */
class HubCacheLayoutTest extends HubFixture {
    @Test
    void everythingLiesWherePythonLooks() throws IOException {
        Path model = fetch("org/tiny");
        String commit = server.commit(REPO);
        String large = FakeHub.sha("SHA-256", weights);

        assertThat(model).isEqualTo(directory().resolve("snapshots").resolve(commit));
        assertThat(tree())
                .contains(
                        "models--org--tiny/blobs/" + large,
                        "models--org--tiny/blobs/" + FakeHub.etag("config.json", CONFIG.getBytes()),
                        "models--org--tiny/snapshots/" + commit + "/config.json",
                        "models--org--tiny/snapshots/" + commit + "/model.safetensors",
                        "models--org--tiny/refs/main",
                        "models--org--tiny/.no_exist/" + commit + "/generation_config.json")
                .noneMatch(name -> name.contains("pytorch_model.bin") || name.contains("incomplete"));
        assertThat(cache().resolve(".locks/models--org--tiny/" + large + ".lock"))
                .exists();
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void refsHaveNoLineEndAndAreReadWithOne() throws IOException {
        fetch("org/tiny");
        Path ref = directory().resolve("refs/main");
        assertThat(ref).hasContent(server.commit(REPO));
        assertThat(Files.size(ref)).isEqualTo(40);

        Files.writeString(ref, server.commit(REPO) + "\n");
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch("org/tiny")).isEqualTo(directory().resolve("snapshots").resolve(server.commit(REPO)));
    }

    @Test
    void revisionsWithASlashAreNestedHereAndEncodedThere() {
        server.ref(REPO, "refs/pr/1");
        fetch("org/tiny@refs/pr/1");
        assertThat(directory().resolve("refs/refs/pr/1")).hasContent(server.commit(REPO));
        assertThat(server.seen()).anyMatch(seen -> seen.path().endsWith("/revision/refs%2Fpr%2F1"));
    }

    @Test
    void aFullCommitWritesNoRef() {
        fetch("org/tiny@" + server.commit(REPO));
        assertThat(directory().resolve("refs")).doesNotExist();
    }

    @Test
    void sevenDigitsAreABranchsNameAndNoCommit() {
        assertThat(HubReference.parse("org/tiny@" + server.commit(REPO).substring(0, 7))
                        .pinned())
                .isFalse();
        assertThat(HubReference.parse("org/tiny@" + server.commit(REPO)).pinned())
                .isTrue();
    }

    @Test
    void linksAreRelativeSoThatACacheCanMove() throws IOException {
        server.put(REPO, "additional_chat_templates/tools.jinja", "{{ tools }}");
        fetch("org/tiny");
        String commit = server.commit(REPO);
        Path snapshot = directory().resolve("snapshots").resolve(commit);
        assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")).toString())
                .startsWith("../../blobs/");
        assertThat(Files.readSymbolicLink(snapshot.resolve("additional_chat_templates/tools.jinja"))
                        .toString())
                .startsWith("../../../blobs/");

        Path moved = home.resolve("elsewhere");
        Files.move(cache(), moved);
        environment.put("HF_HUB_CACHE", moved.toString());
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void withoutLinksAFreshBlobIsMovedAndAKnownOneCopied() throws IOException {
        Links none = new Links(false, (link, target) -> {
            throw new UnsupportedOperationException("no links here");
        });
        Path model = hub(none).fetch(HubReference.parse("org/tiny"), listener);
        assertThat(model.resolve("model.safetensors")).isRegularFile().hasBinaryContent(weights);
        assertThat(Files.isSymbolicLink(model.resolve("model.safetensors"))).isFalse();
        assertThat(directory().resolve("blobs")).isEmptyDirectory();

        Path blob = directory().resolve("blobs").resolve(FakeHub.sha("SHA-256", weights));
        Files.move(model.resolve("model.safetensors"), blob);
        hub(none).fetch(HubReference.parse("org/tiny"), listener);
        assertThat(blob).exists();
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);

        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch("org/tiny")).isEqualTo(model); // a plain file with no blob is a file
    }

    @Test
    void aVariableForbidsLinks() throws IOException {
        environment.put("HF_HUB_DISABLE_SYMLINKS", "yes");
        Path model = fetch("org/tiny");
        assertThat(Files.isSymbolicLink(model.resolve("config.json"))).isFalse();
    }

    @Test
    void aSnapshotWithoutAShardIsNotWhole() throws IOException {
        shards();
        Path model = fetch("org/shards");
        assertThat(model.resolve("model-00002-of-00002.safetensors")).exists();
        Files.delete(model.resolve("model-00002-of-00002.safetensors"));

        environment.put("HF_HUB_OFFLINE", "1");
        assertThatThrownBy(() -> fetch("org/shards"))
                .hasMessageContaining("at least not all of it")
                .hasMessageContaining("HF_HUB_OFFLINE");
        environment.remove("HF_HUB_OFFLINE");
        assertThat(fetch("org/shards").resolve("model-00002-of-00002.safetensors"))
                .exists();
    }

    private void shards() {
        server.put("org/shards", "config.json", CONFIG)
                .put(
                        "org/shards",
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", \"b\":"
                                + " \"model-00002-of-00002.safetensors\"}}")
                .put("org/shards", "model-00001-of-00002.safetensors", random(100, 2))
                .put("org/shards", "model-00002-of-00002.safetensors", random(100, 3))
                .put("org/shards", "consolidated.safetensors", random(100, 4));
    }

    @Test
    void onlyTheShardsOfTheIndexAreFetched() throws IOException {
        shards();
        fetch("org/shards");
        assertThat(tree()).noneMatch(name -> name.contains("consolidated"));
    }

    @Test
    void nameKeepsItsCase() {
        server.put("Org/TINY", "config.json", CONFIG).put("Org/TINY", "model.safetensors", weights);
        fetch("Org/TINY");
        assertThat(cache().resolve("models--Org--TINY")).isDirectory();
    }

    @Test
    void filesAreAsReadableAsAnyNewFile() throws IOException {
        Path model = fetch("org/tiny");
        Path ordinary = Files.createFile(home.resolve("ordinary"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        model.resolve("model.safetensors").toRealPath())))
                .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(ordinary)));
    }

    @Test
    void pinnedAndWholeNothingIsAskedAndNothingWritten() throws IOException {
        Path model = fetch("org/tiny");
        server.forget();
        Path locks = cache().resolve(".locks");
        Files.move(locks, home.resolve("locks")); // would be made again by the first write
        try {
            cache().toFile().setWritable(false);
            assertThat(fetch("org/tiny@" + server.commit(REPO))).isEqualTo(model);
        } finally {
            cache().toFile().setWritable(true);
        }
        assertThat(server.seen()).isEmpty();
        assertThat(locks).doesNotExist();
    }

    @Test
    void ggufIsOneFileAndItsParts() {
        server.put("org/gguf", "m-Q4_0.gguf", random(50, 5))
                .put("org/gguf", "big-00001-of-00002.gguf", random(50, 6))
                .put("org/gguf", "big-00002-of-00002.gguf", random(50, 7));
        assertThat(fetch("org/gguf:m-Q4_0.gguf")).hasFileName("m-Q4_0.gguf").hasBinaryContent(random(50, 5));
        assertThat(fetch("org/gguf:q4_0")).hasFileName("m-Q4_0.gguf"); // what Ollama and llama.cpp call a tag
        Path first = fetch("org/gguf:big-00001-of-00002.gguf");
        assertThat(first.resolveSibling("big-00002-of-00002.gguf")).exists();
        assertThatThrownBy(() -> fetch("org/gguf"))
                .hasMessageContaining("several .gguf files")
                .hasMessageContaining("hf:org/gguf:big-00001-of-00002.gguf");
    }

    @Test
    void aDescriptionLeavesTheWeightsOut() throws IOException {
        Path described = hub().describe(HubReference.parse("org/tiny"), listener);
        assertThat(described.resolve("config.json")).hasContent(CONFIG);
        assertThat(described.resolve("model.safetensors")).doesNotExist();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(hub().describe(HubReference.parse("org/tiny"), listener)).isEqualTo(described);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("at least not all of it");
    }

    @Test
    void contentsAreListedRemovedAndPruned() throws IOException {
        fetch("org/tiny");
        String old = server.commit(REPO);
        server.put(REPO, "config.json", CONFIG + " ");
        fetch("org/tiny");
        CacheContents contents = new CacheContents(settings());
        CachedModel model = contents.model(REPO).orElseThrow();
        assertThat(contents.models()).hasSize(1);
        assertThat(model.revisions()).hasSize(2);
        assertThat(model.revisions().getFirst().refs()).containsExactly("main");
        assertThat(model.revisions().getFirst().commit()).isEqualTo(server.commit(REPO));

        Path orphan = Files.write(directory().resolve("blobs").resolve("a".repeat(40)), new byte[7]);
        assertThat(contents.prune(false, false)).isEqualTo(7);
        assertThat(orphan).exists();
        assertThat(contents.prune(false, true)).isEqualTo(7);
        assertThat(orphan).doesNotExist();

        assertThat(contents.prune(true, true)).isEqualTo(CONFIG.length());
        assertThat(directory().resolve("snapshots").resolve(old)).doesNotExist();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);

        contents.remove(contents.model(REPO).orElseThrow(), Optional.empty(), true);
        assertThat(directory()).doesNotExist();
    }
}
