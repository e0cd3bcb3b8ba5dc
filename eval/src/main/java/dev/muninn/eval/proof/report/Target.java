package dev.muninn.eval.proof.report;

/**
 * One of the aims set before anything was measured.
 *
 * @param measured what was found, by how much it is met or missed included
 */
public record Target(String aim, String measured, Verdict verdict) {
    /** What became of a target. */
    public enum Verdict {
        MET("met"),
        MISSED("missed"),
        /** Neither: there is nothing to lose where nearly nothing is right. */
        SAYS_NOTHING("says nothing"),
        /** The section that measures it has not run. */
        NOT_MEASURED("not measured");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
