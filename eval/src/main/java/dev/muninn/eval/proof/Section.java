package dev.muninn.eval.proof;

import java.util.List;

/** One of the claims, measured. */
interface Section {
    int number();

    String title();

    /** The aims it can tell about, as the report words them before they are measured. */
    default List<String> aims() {
        return List.of();
    }

    /** An estimate of its work in problems' recurrences. */
    long work(Plan plan);

    /** Measures; if the user wants an end, writes of what there is. */
    Finding run(Context context);
}
