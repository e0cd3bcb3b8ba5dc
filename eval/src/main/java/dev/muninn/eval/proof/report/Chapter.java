package dev.muninn.eval.proof.report;

import java.util.List;

/**
 * What one section found.
 *
 * @param number 1 to 8, as the sections are called
 * @param complete false where the run was ended before all of it was measured
 * @param data the figures as records, for {@code report.json}
 */
public record Chapter(int number, String title, boolean complete, List<Block> blocks, Object data) {
    public Chapter {
        blocks = List.copyOf(blocks);
    }
}
