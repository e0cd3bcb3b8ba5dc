package dev.muninn.config;

/**
 * The facts of a model, as its {@code config.json} states them. A value of this type is consistent: the constructors of the
 * families refuse everything this engine does not implement.
 */
public sealed interface ModelConfig permits RavenConfig, OuroConfig {
    /** The {@code model_type} of the config file. */
    String modelType();

    /** Rows of the embedding, padding included, V. */
    int vocab();

    /** Width of the latent state, C. */
    int width();

    /** Query heads, H. */
    int heads();

    /** Key and value heads, G; H is a multiple of it. */
    int kvHeads();

    /** Width of one head, D; even, as RoPE rotates pairs. */
    int headWidth();

    /** Inner width of the gated MLP, I. */
    int mlpWidth();

    float normEps();

    double ropeBase();

    /** The longest context the model was made for. */
    int maxPositions();

    /** Recurrences the model was trained around (Raven: {@code mean_recurrence}, Ouro: {@code total_ut_steps}). */
    int meanRecurrence();

    /** Blocks before the loop, run once; 0 for families without a prelude. */
    default int preludeBlocks() {
        return 0;
    }

    /** Positions that a prelude block's convolution reads, its own included; 0 for models without convolutions. */
    default int convolutionTaps() {
        return 0;
    }

    /** Elements of the row that a prelude block must keep of a position for the convolutions of the next ones; 0 for none. */
    default int historyWidth() {
        return convolutionTaps() > 0 ? width() : 0;
    }

    /** Blocks inside the loop. */
    int coreBlocks();

    /** Blocks after the loop, run once; 0 for families without a coda. */
    default int codaBlocks() {
        return 0;
    }

    /** Effective depth: blocks that a position passes through at {@code recurrence} recurrences. */
    default int blocksAt(int recurrence) {
        return Math.addExact(preludeBlocks() + codaBlocks(), Math.multiplyExact(coreBlocks(), recurrence));
    }

    /** Whether the embedding is also the output head. */
    boolean tiedEmbeddings();

    /** Beginning, end and padding tokens, as far as the config names them. */
    SpecialTokens specialTokens();
}
