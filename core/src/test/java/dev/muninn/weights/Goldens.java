package dev.muninn.weights;

import java.nio.file.Path;

/** Where the golden checkpoints lie; tests run in the module's directory. */
final class Goldens {
    static final Path HUGINN_TINY = Path.of("src/test/resources/goldens/huginn-tiny");
    static final Path HUGINN_TINY_BF16 = HUGINN_TINY.resolve("bf16-sharded");
    static final Path OURO_TINY = Path.of("src/test/resources/goldens/ouro-tiny");
    static final Path HUGINN_0125 = Path.of("src/test/resources/huginn-0125");

    private Goldens() {}
}
