package dev.muninn.eval.proof;

/** Is told how far a proof is, and may end it. */
public interface Watch {
    /** Nobody watches. */
    Watch NONE = new Watch() {
        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public void at(String section, long done, long total) {}
    };

    /** Whether to end with what there is. */
    boolean stopped();

    /** So much of the whole is done, in units of a problem's recurrence. */
    void at(String section, long done, long total);
}
