package dev.muninn.template;

/** What one rendering computes with. */
record Operations(
        Budget budget,
        Printing printing,
        Comparing comparing,
        Formatting formatting,
        Operators operators,
        Members members) {
    static Operations of(Budget budget) {
        Printing printing = new Printing(budget);
        Comparing comparing = new Comparing(budget);
        Formatting formatting = new Formatting(budget, printing);
        return new Operations(
                budget,
                printing,
                comparing,
                formatting,
                new Operators(budget, formatting),
                new Members(budget, comparing, formatting));
    }
}
